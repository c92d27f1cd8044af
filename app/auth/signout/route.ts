import { endSession } from '@/utils/auth/sessions/end-session'
import { env } from '@/utils/env'
import { publicBrowserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'
import { safeRedirect } from '@/utils/request/safe-redirect'

/**
 * Signs this device out and loads the page in the form's `redirectedFrom`, or the home page. This browser is signed out even when the
 * Auth server cannot be reached.
 */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  POST: async ({ request }) => {
    const form = await request.formData().catch(() => null)
    await endSession()
    return redirectResponse(safeRedirect(form?.get('redirectedFrom'), env().siteUrl, '/'))
  },
})
