import { type NextRequest, NextResponse } from 'next/server'
import { exportOwnData } from '@/utils/export-own-data'

/** Everything of one's own as a file to keep. */
export async function GET(_request: NextRequest): Promise<NextResponse> {
  const data = await exportOwnData()
  return new NextResponse(`${JSON.stringify(data, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="your-data.json"',
      'Cache-Control': 'private, no-store',
    },
  })
}

function notAllowed(): NextResponse {
  return new NextResponse(null, { status: 405, headers: { Allow: 'GET' } })
}

export {
  notAllowed as DELETE,
  notAllowed as HEAD,
  notAllowed as OPTIONS,
  notAllowed as PATCH,
  notAllowed as POST,
  notAllowed as PUT,
}
