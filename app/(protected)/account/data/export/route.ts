import { exportData } from '@/utils/account/export-data'
import { browserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'

/** Downloads all data of the signed-in user as a file. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = browserRoute({
  GET: async () => {
    const data = await exportData()
    if (!data) return redirectResponse('/account/data?notice=unavailable')
    return new Response(`${JSON.stringify(data, null, 2)}\n`, {
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Disposition': 'attachment; filename="your-data.json"',
        'Cache-Control': 'private, no-store',
      },
    })
  },
})
