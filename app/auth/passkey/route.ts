import { signInWithPasskey } from '@/utils/auth/passkeys/sign-in-with-passkey'
import { errorPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { publicBrowserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'
import { safeRedirect } from '@/utils/request/safe-redirect'

/** Signs in with the passkey that public/passkeys.js has put into the form. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  POST: async ({ request }) => {
    const form = await request.formData().catch(() => new FormData())
    const next = safeRedirect(form.get('redirectedFrom'), env().siteUrl)
    const attempt = await countAttempt('passkey-sign-in', undefined, request.headers)
    if (attempt.isRateLimited) return redirectResponse(errorPath('too-many-attempts', next))
    return redirectResponse(await signInWithPasskey(form.get('credential'), next))
  },
})
