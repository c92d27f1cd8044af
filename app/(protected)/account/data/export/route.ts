import { requireUser } from '@/utils/auth/guards'
import { exportOwnData } from '@/utils/export-own-data'
import { methodsNotAllowed } from '@/utils/method-not-allowed'
import { seeOther } from '@/utils/see-other'

/** Everything of one's own as a file to keep. */
export async function GET(): Promise<Response> {
  await requireUser()
  const data = await exportOwnData()
  if (!data) return seeOther('/account/data?notice=unavailable')
  return new Response(`${JSON.stringify(data, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="your-data.json"',
      'Cache-Control': 'private, no-store',
    },
  })
}

export const { DELETE, HEAD, OPTIONS, PATCH, POST, PUT } = methodsNotAllowed('GET')
