import 'server-only'
import type { z } from 'zod'
import { env } from '@/utils/env'
import { type FormState, parseForm } from './form-state'

/** The field that Turnstile's widget adds to the form around it. */
const CAPTCHA_FIELD = 'cf-turnstile-response'

/** https://developers.cloudflare.com/turnstile/get-started/server-side-validation/: no token is longer. */
const MAX_CHARACTERS = 2048

type Parsed<T> =
  | { ok: true; data: T; values: Record<string, string>; captchaToken: string | undefined }
  | { ok: false; state: FormState }

/**
 * Checks a sent form as parseForm does, and that it brings a captcha token where captchas are in use. The token itself is
 * checked by the Auth server.
 *
 * @param guarded false where this form shows no captcha, this time.
 */
export function parseCaptchaForm<S extends z.ZodObject>(
  schema: S,
  form: FormData,
  guarded = true,
): Parsed<z.output<S>> {
  const input = parseForm(schema, form)
  if (!input.ok) return input
  if (!guarded || !env().turnstileSiteKey) return { ...input, captchaToken: undefined }

  const token = form.get(CAPTCHA_FIELD)
  if (typeof token === 'string' && token && token.length <= MAX_CHARACTERS)
    return { ...input, captchaToken: token }
  const captcha = 'Wait for the check below to finish, then submit the form again.'
  const state = {
    message: 'Check the highlighted fields and try again.',
    errors: { captcha },
    values: input.values,
  }
  return { ok: false, state }
}
