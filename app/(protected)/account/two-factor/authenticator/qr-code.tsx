import 'server-only'
import { encode } from 'uqr'

/** https://www.iso.org/standard/83389.html: a QR code needs a margin of four modules. */
const BORDER = 4

/**
 * Draws a setup URI as a QR code: inline, so that its secret is in no address, and black on white in either theme, which every
 * camera reads.
 */
export function QrCode({ uri }: { uri: string }) {
  const { size, data } = encode(uri, { ecc: 'M', border: BORDER })
  const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code for your authenticator app. If you can’t scan it, enter the setup key below."
      shapeRendering="crispEdges"
      className="w-full max-w-56 rounded-control border border-line bg-white"
    >
      <path fill="#000" d={modules.join('')} />
    </svg>
  )
}
