import { z } from 'zod'
import type { Settings } from '../settings-schema.ts'
import { AuthError } from './auth-error.ts'

const Meta = z.object({ gotrue_meta_security: z.object({ captcha_token: z.string() }) })
const Verdict = z.object({ success: z.boolean(), 'error-codes': z.array(z.string()).default([]) })

const guarded = new Set([
  '/signup',
  '/recover',
  '/resend',
  '/otp',
  '/magiclink',
  '/token',
  '/passkeys/authentication/options',
  '/sso',
])
const unguardedGrants = new Set(['refresh_token', 'pkce'])

const addresses = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  hcaptcha: 'https://hcaptcha.com/siteverify',
}

/**
 * Verifies the captcha token of a request if config.toml's `[auth.captcha]` is enabled.
 * @param path below /auth/v1. Throws 400 captcha_failed if the token is missing or rejected, 500 unexpected_failure
 * if the provider is unreachable.
 */
export async function checkCaptcha(
  { captcha }: Settings['auth'],
  path: string,
  grant: string | null,
  body: unknown,
): Promise<void> {
  if (!captcha.enabled || !guarded.has(path) || (grant && unguardedGrants.has(grant))) return
  const token = Meta.safeParse(body).data?.gotrue_meta_security.captcha_token.trim()
  if (!token) throw captchaFailed('no captcha response (captcha_token) found in request')
  const verdict = await ask(captcha.verify_url ?? addresses[captcha.provider], captcha.secret, token)
  if (!verdict.success) throw captchaFailed(verdict['error-codes'].join(', '))
}

async function ask(address: string, secret: string, response: string): Promise<z.infer<typeof Verdict>> {
  try {
    const body = new URLSearchParams({ secret, response })
    const answer = await fetch(address, { method: 'POST', body, signal: AbortSignal.timeout(5000) })
    return Verdict.parse(await answer.json())
  } catch {
    throw new AuthError(500, 'unexpected_failure', 'captcha verification process failed')
  }
}

function captchaFailed(why: string): AuthError {
  return new AuthError(400, 'captcha_failed', `captcha protection: request disallowed (${why})`)
}
