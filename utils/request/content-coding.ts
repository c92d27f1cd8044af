import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Content codings (RFC 9110, 8.4.1), the preferred one first. */
const CODINGS = ['br', 'gzip', 'identity'] as const

export type ContentCoding = (typeof CODINGS)[number]

/** A text in every content coding. */
export type EncodedText = Record<ContentCoding, Uint8Array<ArrayBuffer>>

/** Above it, each percent less takes three times as long. */
const BROTLI_QUALITY = 5

/** Compresses a text for all clients at once. */
export async function encodeText(text: string): Promise<EncodedText> {
  const identity = Buffer.from(text)
  const [br, gzipped] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
    promisify(gzip)(identity),
  ])
  return { br, gzip: gzipped, identity }
}

/**
 * The content coding for a client: the first of `br` and `gzip` that its Accept-Encoding names with a weight above zero
 * (RFC 9110, 12.5.3), otherwise none.
 */
export function preferredCoding(acceptEncoding: string | null): ContentCoding {
  const accepted = (acceptEncoding ?? '').toLowerCase().split(',').map(parse)
  const isAccepted = (coding: string) => accepted.some(({ name, weight }) => name === coding && weight > 0)
  return CODINGS.find(isAccepted) ?? 'identity'
}

function parse(entry: string): { name: string; weight: number } {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length)
  return { name, weight: Number(weight ?? 1) }
}
