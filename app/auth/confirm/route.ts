import { publicBrowserRoute } from '@/utils/request/browser-route'
import { openEmailLink } from './open-email-link'

/** Opens an email's link that names no flow: it comes from the dashboard, or from a custom template. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  GET: ({ request }) => openEmailLink(request),
})
