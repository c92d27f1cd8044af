import { deviceReport, reportTokenSchema } from '@/utils/auth/devices/device-report'
import { errorPath } from '@/utils/auth/routes'
import { publicBrowserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'

/**
 * Opens the link of the email about a new device. It changes nothing: email scanners open links, so the page behind it has a
 * button.
 */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  GET: async ({ request }) => {
    const token = reportTokenSchema.safeParse(request.nextUrl.searchParams.get('token'))
    if (!token.success) return redirectResponse(errorPath('link-incomplete'))
    await deviceReport.write({ token: token.data })
    return redirectResponse('/secure-account')
  },
})
