import { endSession } from '@/utils/auth/sessions/end-session'
import { publicBrowserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'

/** Signs this device out and loads the home page. This browser is signed out even when the Auth server cannot be reached. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  POST: async () => {
    await endSession()
    return redirectResponse('/')
  },
})
