import { SITE_NAME } from '@/app/site'
import { requireAal2 } from '@/utils/auth/mfa/require-aal2'
import { shownRecoveryCodes } from '@/utils/auth/mfa/shown-recovery-codes'
import { browserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'

/** Downloads new recovery codes as a text file, while their page shows them. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = browserRoute({
  GET: async ({ user }) => {
    await requireAal2()
    const codes = await shownRecoveryCodes(user.sessionId)
    if (!codes) return redirectResponse('/account/two-factor/recovery-codes')
    const text = [`Recovery codes for ${SITE_NAME} (${user.email}). Each works once.`, '', ...codes, '']
    return new Response(text.join('\r\n'), {
      headers: {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': 'attachment; filename="recovery-codes.txt"',
        'Cache-Control': 'private, no-store',
      },
    })
  },
})
