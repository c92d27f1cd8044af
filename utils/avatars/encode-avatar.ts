import 'server-only'
import sharp from 'sharp'

/** The width and height of every stored picture. */
const AVATAR_PIXELS = 256
/** More than any phone takes, less than a decompression bomb needs. */
const MAX_SOURCE_PIXELS = 50_000_000
const MAX_SECONDS = 5

/** Why a file cannot become a picture. */
export type AvatarProblem = 'unsupported' | 'too-many-pixels' | 'unreadable'

// Nothing else is ever decoded: no SVG, which can name other files, no PDF, no format that few have tested.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
})
sharp.cache(false)
sharp.concurrency(1)

/**
 * Makes a picture from a file of unknown content: one size, one format, no metadata (a photo names the place where it was taken).
 * The content decides what the file is, not its name or its media type (OWASP ASVS 5.0, 5.2.2). Of an animation, the first image
 * stays.
 */
export async function encodeAvatar(file: Uint8Array): Promise<Buffer | AvatarProblem> {
  if (!isSupported(file)) return 'unsupported'
  try {
    // Reads the header alone.
    const { width, height } = await sharp(file, { limitInputPixels: false }).metadata()
    if (width * height > MAX_SOURCE_PIXELS) return 'too-many-pixels'
    return await sharp(file, { limitInputPixels: MAX_SOURCE_PIXELS, failOn: 'error', pages: 1 })
      .autoOrient()
      .resize(AVATAR_PIXELS, AVATAR_PIXELS, { fit: 'cover' })
      .flatten({ background: '#fff' })
      .webp({ quality: 82 })
      .timeout({ seconds: MAX_SECONDS })
      .toBuffer()
  } catch {
    return 'unreadable'
  }
}

/** Whether a file begins as JPEG, PNG, or WebP. */
function isSupported(file: Uint8Array): boolean {
  const start = Buffer.from(file.subarray(0, 12)).toString('latin1')
  return start.startsWith('\xff\xd8\xff') || start.startsWith('\x89PNG\r\n\x1a\n') || isWebp(file)
}

/** Whether a file begins as WebP (RFC 9649, 2.3). */
export function isWebp(file: Uint8Array): boolean {
  return /^RIFF[\s\S]{4}WEBP/.test(Buffer.from(file.subarray(0, 12)).toString('latin1'))
}
