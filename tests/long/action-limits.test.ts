import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { type Limit, type LimiterName, type Limits, limits } from '@/utils/rate-limit/limits'
import { wrongVerificationCode } from '../support/authenticator'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { type Action, actionCall, allActions } from '../support/routes'
import { sealCookie } from '../support/sealed-cookies'
import { type Authenticator, enrollAuthenticator, signedInWithSecondFactor } from '../support/second-factor'
import { COMPUTED } from '../support/source'
import { readSession, type StackUser, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { newUserEmail } from '../support/users'

/** A browser that may send the form of an action, and the authenticator app of its user. */
type Sender = { jar: BrowserJar; app?: Authenticator }

/** The fields of a limited attempt that fails. Each action takes the fields of its schema. */
function fieldsOf(
  { name, options }: Action,
  { app }: Sender,
  attempt: number,
): Record<string, string | File> {
  const isPublic = options.session === 'none'
  // A rejected password changes nothing; a sign-up has to send its email.
  const password = options.limiter === 'password' ? 'password123' : 'a long and quiet password'
  return {
    email: `unknown-${name}${isPublic ? '' : `-${attempt}`}@example.com`.toLowerCase(),
    name: 'Jane',
    terms: 'on',
    code: '000000',
    factorId: app?.factorId ?? '',
    verificationCode: app ? wrongVerificationCode(app.secret) : '000000',
    recoveryCode: 'ABCD-2345',
    factorName: 'Phone',
    kind: 'signup',
    reason: 'I teach here.',
    organization: 'acme',
    role: 'member',
    invitationId: '00000000-0000-4000-8000-000000000000',
    token: 'x'.repeat(43),
    picture: new File(['not a picture'], 'picture.png'),
    provider: 'github',
    password,
    passwordRepeat: password,
  }
}

const TOO_MANY = /Too many (incorrect (recovery )?codes|attempts|email requests)|We just emailed this address/

const stack = suiteStack({ TRUSTED_PROXIES: '1' })

const limited = allActions().filter(({ options }) => ![undefined, 'none'].includes(options.limiter as string))

/** The limiter of an action; for the one that chooses between two, that of a sign-up. */
const limiterOf = ({ options }: Action) =>
  (options.limiter === COMPUTED ? 'confirmation' : options.limiter) as LimiterName

it('public and protected actions have limiters', () => {
  const sessions = limited.map(({ options }) => options.session)
  expect(new Set(sessions)).toEqual(new Set(['none', 'required', 'account', 'mfa-pending', 'recovery']))
})

/** Whether an action is for users with an authenticator app. confirmSetup verifies the first code of a new one. */
const needsApp = ({ name, options }: Action) =>
  options.aal2 === true ||
  (['mfa-code', 'mfa-recovery-code'].includes(String(options.limiter)) && name !== 'confirmSetup')

/** A sender with its own account and session: attempts of one action must not count for the next. */
async function senderFor(action: Action, address: string): Promise<Sender> {
  const { session } = action.options
  if (session === 'none') return { jar: new BrowserJar(stack.app.url) }
  const user = await newUserEmail(stack)
  const app = needsApp(action) ? await enrollAuthenticator(stack, user) : undefined
  const jar = await openSession(String(session), user, app, address)
  return { jar, ...(app && { app }) }
}

/** A browser with the session that an action requires. */
async function openSession(
  session: string,
  user: StackUser,
  app: Authenticator | undefined,
  address: string,
): Promise<BrowserJar> {
  if (session === 'mfa-pending') return await signedIn(stack, user)
  if (session !== 'recovery')
    return app ? await signedInWithSecondFactor(stack, user, app, 1) : await signedIn(stack, user)
  const jar = new BrowserJar(stack.app.url)
  await sendForm(jar, '/forgot-password', [['email', user.email]], { 'x-forwarded-for': address })
  const { links } = await stack.mailbox.latest({ to: user.email })
  const link = links.find((candidate) => candidate.includes('token_hash')) ?? ''
  await jar.open(link.replace(stack.app.url, ''))
  return jar
}

/** What the browser has stored before it sends a form. */
async function prepare(jar: BrowserJar, { name, options }: Action, attempt: number): Promise<void> {
  const token = 'x'.repeat(43)
  const mode = name === 'sendAccessRequest' ? 'request' : 'open'
  await stack.backend.sql('update private.signup_policy set mode = $1 where mode <> $1', [mode])
  if (options.session === 'none')
    jar.cookies.set('device-report', await sealCookie('device-report', { token }))
  if (options.session !== 'required' && options.session !== 'account') return
  const userId = decodeJwt(readSession(jar, stack.cookieName).access_token).sub
  // A pending change of address whose emails can be sent again.
  const pending = { userId, email: `pending-${attempt}@example.com`, sentAt: 0 }
  jar.cookies.set('email-change', await sealCookie('email-change', pending))
  await stack.backend.sql(
    `insert into public.organization_members (organization_id, user_id, role)
     select id, $1, 'admin' from public.organizations where slug = 'acme' on conflict do nothing`,
    [userId],
  )
  if (name === 'confirmSetup' && attempt === 1)
    await sendForm(jar, '/account/two-factor/authenticator', [['factorName', 'Phone']])
}

/** Where the forms of a session are. */
const PATHS: Record<string, string> = { none: '/login', recovery: '/login', 'mfa-pending': '/mfa' }

async function send(sender: Sender, action: Action, attempt: number, address: string): Promise<string> {
  await prepare(sender.jar, action, attempt)
  // The Auth server gives a recovery session a new refresh token each time.
  const jar = action.options.session === 'recovery' ? sender.jar : sender.jar.copy()
  const headers = { origin: stack.app.url, 'next-action': action.id, 'x-forwarded-for': address }
  const body = actionCall(action, Object.entries(fieldsOf(action, sender, attempt)))
  const path = PATHS[String(action.options.session)] ?? '/account'
  return await (await jar.fetch(path, { method: 'POST', body, headers })).text()
}

const all: Record<LimiterName, Limits> = limits({ apiCallsPerMinute: 600 })

/** The number of attempts at once. Pacing allows one more, which is delayed. */
const most = (limit: Limit | undefined) => (limit ? limit.attempts + (limit.thenEveryS ? 1 : 0) : 0)

/** The number of attempts for an unrecognized browser or a session. */
function allowedBy(limiter: LimiterName): number {
  const { session, account, address, 'account-and-address': narrowest } = all[limiter]
  return most(narrowest ?? session ?? account ?? address)
}

/** Calls that check a secret, send an email, or store something. */
const GUARDED =
  /\/(token|verify|otp|recover|resend|signup)\b|(POST|PUT) .*\/(user|factors)\b|rpc\/(use_recovery_code|generate_recovery_codes|report_device|start_password_reset|request_access|invite_member|renew_invitation|read_invitation)\b/

describe('an action is rate-limited', () => {
  it.each(limited.map((action, index) => [action.name, action, `198.51.100.${index + 1}`] as const))(
    '%s',
    async (_, action, address) => {
      const allowed = allowedBy(limiterOf(action))
      expect(allowed).toBeGreaterThan(1)

      const sender = await senderFor(action, address)
      // Rejected guests see the same page in either case: the calls tell.
      const tells = action.name !== 'startGuestSession'
      for (let n = 1; n <= allowed; n += 1)
        expect([n, await send(sender, action, n, address)]).toEqual([n, expect.not.stringMatching(TOO_MANY)])
      expect(stack.proxy.count(GUARDED) > 0 || tells).toBe(true)
      stack.proxy.reset()
      expect(await send(sender, action, allowed + 1, address)).toMatch(tells ? TOO_MANY : /guest session/)
      expect(stack.proxy.count(GUARDED)).toBe(0)
    },
  )
})
