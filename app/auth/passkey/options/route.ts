import { passkeyOptionsResponse } from '@/app/auth/passkey/options-response'
import { startPasskeySignIn } from '@/utils/auth/passkeys/sign-in-with-passkey'
import { checkCaptcha } from '@/utils/forms/captcha'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { publicBrowserRoute } from '@/utils/request/browser-route'

/** The options of a sign-in with a passkey, for public/passkeys.js. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  POST: async ({ request }) => {
    const form = await request.formData().catch(() => new FormData())
    const captcha = checkCaptcha(form, true)
    if (!captcha.ok) return passkeyOptionsResponse({ ok: false, code: 'captcha_failed' })
    const attempt = await countAttempt('passkey', undefined, request.headers)
    if (attempt.isRateLimited) return passkeyOptionsResponse(attempt)
    return passkeyOptionsResponse(await startPasskeySignIn(captcha.captchaToken))
  },
})
