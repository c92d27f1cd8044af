import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { PermissionUnknownError, SessionUnknownError } from '@/utils/auth/guards'
import { errorPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { type AllowedAttempt, countAttempt, UNLIMITED_ATTEMPT } from '@/utils/rate-limit/attempts'
import { accountLimiterKey, sessionLimiterKey } from '@/utils/rate-limit/counters'
import { type LimiterName, MFA_LIMITERS } from '@/utils/rate-limit/limits'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { setResponseStatus } from '@/utils/request/response-status'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { createClient } from '@/utils/supabase/server'
import { authorizeSender, type SenderOptions, type Senders, type Session } from './authorize-sender'
import { checkCaptcha } from './captcha'
import { type FormAction, type FormState, parseForm, submittedValues } from './form-state'
import { RejectedFormError } from './rejected-form-error'

type Limiter<S extends z.ZodObject> = LimiterName | ((input: z.output<S>) => LimiterName)

type Options<W extends Session, S extends z.ZodObject> = SenderOptions<W> & {
  /** The fields. All others are ignored. Left out: a form that is a button. */
  schema?: S
  /** Whether the form shows a captcha where captchas are in use. */
  captcha?: boolean | ((sender: Senders[W]) => boolean)
  /** Counts each submission: codes of a second factor per account, others per session of a signed-in user. */
  limiter?: Limiter<S> | 'none'
}

/** What the types demand: nothing guards a form that anyone may send, so its limiter is named. So is that of a secret. */
type Demanded<W extends Session, S extends z.ZodObject> = W extends 'none'
  ? { limiter: unknown; permission?: never; aal2?: never; recentSignIn?: never }
  : keyof S['shape'] & ('code' | 'password' | 'verificationCode' | 'recoveryCode') extends never
    ? object
    : { limiter: unknown }

type Context<W extends Session, S extends z.ZodObject> = Senders[W] & {
  /** The fields, valid. */
  input: z.output<S>
  form: FormData
  /** The form's `redirectedFrom`, checked: where to continue. */
  next: string
  captchaToken: string | undefined
  /** What the limiter has counted. */
  attempt: AllowedAttempt
  /** Set when this address was emailed a moment ago: seconds until another email. Nothing was counted then. */
  delayedS: number | undefined
} & (W extends 'required' | 'account' | 'mfa-pending'
    ? { supabase: Awaited<ReturnType<typeof createClient>> }
    : object)

type Handler<W extends Session, S extends z.ZodObject> = (context: Context<W, S>) => Promise<FormState>

const UNKNOWN = 'We can’t do this right now. What you typed is still here. Try again in a moment.'

/**
 * Makes the Server Action of a form. Its guards come in this order: session, permission, recent sign-in, schema, captcha,
 * limiter.
 *
 * On every error, the form is returned with the submitted values, except passwords; also while the Auth server or the database
 * gives no clear response.
 *
 * @param options what guards the form. tests/unit/guards-everywhere.test.ts reads them in the source.
 * @param handler does the work, and returns what the form shows or leaves by Next's redirect.
 */
export function formAction<W extends Session, S extends z.ZodObject = z.ZodObject<Record<never, never>>>(
  options: Options<W, S> & Demanded<W, S>,
  handler: Handler<W, S>,
): FormAction {
  return async (_previous, form) => {
    const state = await respond(options, handler, form)
    if (!state.message) return state
    return { values: submittedValues(form, Object.keys(options.schema?.shape ?? {})), ...state }
  }
}

/**
 * Makes the Server Action of a form that shows no state: its page is rendered again.
 *
 * @param errorReason the reason for /error, to which an error leads.
 */
export function plainFormAction<W extends Session, S extends z.ZodObject = z.ZodObject<Record<never, never>>>(
  options: Options<W, S> & Demanded<W, S>,
  handler: Handler<W, S>,
  errorReason?: string,
): (form: FormData) => Promise<void> {
  return async (form) => {
    const { message } = await respond(options, handler, form)
    if (message && errorReason) redirect(errorPath(errorReason))
  }
}

async function respond<W extends Session, S extends z.ZodObject>(
  { schema, captcha = false, limiter = 'none', ...sessionOptions }: Options<W, S>,
  handler: Handler<W, S>,
  form: FormData,
): Promise<FormState> {
  try {
    const sender = (await authorizeSender(
      sessionOptions,
      form,
      Object.keys(schema?.shape ?? {}),
    )) as Senders[W]
    const parsed = parseForm(schema ?? (z.object({}) as unknown as S), form)
    if (!parsed.ok) return parsed.state
    const checked = checkCaptcha(form, typeof captcha === 'function' ? captcha(sender) : captcha)
    if (!checked.ok) return checked.state
    const counted = await countSubmission(limiter, sender, parsed.data)
    if (!('attempt' in counted)) return counted
    const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
    const { captchaToken } = checked
    const context = { ...sender, ...counted, input: parsed.data, form, next, captchaToken }
    // The deadline of a client runs from here: a handler for signed-out senders makes its own when it needs one.
    return await handler(
      (sender.user ? { ...context, supabase: await createClient() } : context) as Context<W, S>,
    )
  } catch (error) {
    if (error instanceof SessionUnknownError || error instanceof PermissionUnknownError)
      return { message: UNKNOWN }
    if (!(error instanceof RejectedFormError)) throw error
    setResponseStatus(error.status)
    return { message: error.message }
  }
}

async function countSubmission<S extends z.ZodObject>(
  limiter: Limiter<S> | 'none',
  sender: Senders[Session],
  input: z.output<S>,
): Promise<Pick<Context<Session, S>, 'attempt' | 'delayedS'> | FormState> {
  if (limiter === 'none') return { attempt: UNLIMITED_ATTEMPT, delayedS: undefined }
  const name = typeof limiter === 'function' ? limiter(input) : limiter
  const attempt = await countAttempt(name, limiterKey(name, sender, input), await headers())
  if (!attempt.isRateLimited) return { attempt, delayedS: undefined }
  if (attempt.isDelayed) return { attempt: UNLIMITED_ATTEMPT, delayedS: attempt.waitS }
  return rateLimitedForm(attempt)
}

function limiterKey(
  name: LimiterName,
  sender: Senders[Session],
  input: { email?: unknown },
): string | undefined {
  if (sender.user)
    return MFA_LIMITERS.has(name) ? accountLimiterKey(sender.user) : sessionLimiterKey(sender.user)
  if ('recovery' in sender) return sender.recovery.email
  return typeof input.email === 'string' ? input.email : undefined
}
