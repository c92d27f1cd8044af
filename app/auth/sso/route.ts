import { redirectToProvider } from '@/app/auth/oauth/redirect-to-provider'
import { SSO_PAGE } from '@/utils/auth/routes'
import { continueSso } from '@/utils/auth/sso/start-sso'
import { publicBrowserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'

/** Leads the browser from a form that has started single sign-on to the identity provider. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  GET: async () => {
    const url = await continueSso()
    return url ? redirectToProvider(url, 'your organization’s sign-in page') : redirectResponse(SSO_PAGE)
  },
})
