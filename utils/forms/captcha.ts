import 'server-only'
import { env } from '@/utils/env'
import { type FormState, fieldError } from './form-state'

/** The field that Turnstile's widget adds to the form around it. */
const CAPTCHA_FIELD = 'cf-turnstile-response'

/** https://developers.cloudflare.com/turnstile/get-started/server-side-validation/: no token is longer. */
const MAX_CHARACTERS = 2048

type Checked = { ok: true; captchaToken: string | undefined } | { ok: false; state: FormState }

/**
 * Checks that a form brings a captcha token where captchas are in use. The Auth server verifies the token itself.
 *
 * @param shown false where this form shows no captcha.
 */
export function checkCaptcha(form: FormData, shown: boolean): Checked {
  if (!shown || !env().turnstileSiteKey) return { ok: true, captchaToken: undefined }
  const token = form.get(CAPTCHA_FIELD)
  if (typeof token === 'string' && token && token.length <= MAX_CHARACTERS)
    return { ok: true, captchaToken: token }
  const text = 'Wait for the check below to finish, then submit the form again.'
  return { ok: false, state: fieldError('captcha', text) }
}
