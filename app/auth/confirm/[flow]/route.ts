import { publicBrowserRoute } from '@/utils/request/browser-route'
import { openEmailLink } from '../open-email-link'

/** Opens an email's link that names its flow in the path, as the emails of this application do. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  GET: ({ request, params }) => openEmailLink(request, String(params.flow)),
})
