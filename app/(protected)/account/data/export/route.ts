import { exportData } from '@/utils/account/export-data'
import { requireUser } from '@/utils/auth/guards'
import { methodsNotAllowed } from '@/utils/request/method-not-allowed'
import { redirectResponse } from '@/utils/request/redirect-response'

/** Everything of one's own as a file to keep. */
export async function GET(): Promise<Response> {
  await requireUser()
  const data = await exportData()
  if (!data) return redirectResponse('/account/data?notice=unavailable')
  return new Response(`${JSON.stringify(data, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="your-data.json"',
      'Cache-Control': 'private, no-store',
    },
  })
}

export const { DELETE, HEAD, OPTIONS, PATCH, POST, PUT } = methodsNotAllowed('GET')
