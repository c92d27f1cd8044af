import { passkeyOptionsResponse } from '@/app/auth/passkey/options-response'
import { startPasskeyRegistration } from '@/utils/auth/passkeys/register-passkey'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { sessionLimiterKey } from '@/utils/rate-limit/counters'
import { browserRoute } from '@/utils/request/browser-route'

/** The options of a new passkey, for public/passkeys.js. Requires a recent sign-in. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = browserRoute({
  POST: async ({ user, request }) => {
    if (!isRecentSignIn(user))
      return Response.json(
        { message: 'You signed in a while ago. Reload the page and confirm your identity first.' },
        { status: 403 },
      )
    const attempt = await countAttempt('own-passkey', sessionLimiterKey(user), request.headers)
    if (attempt.isRateLimited) return passkeyOptionsResponse(attempt)
    return passkeyOptionsResponse(await startPasskeyRegistration(user))
  },
})
