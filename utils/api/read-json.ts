import 'server-only'
import { malformedJson, tooLarge, unsupportedMediaType } from './errors'

/** Enough for the longest note with every character escaped. */
const MAX_BYTES = 128 * 1024

/**
 * Reads a request's JSON body, up to the maximum size.
 *
 * @param types the accepted content types.
 * @throws ApiError 415 for another content type, 413 for a body that is too large, 400 for one that is not JSON.
 */
export async function readJson(
  request: Request,
  types: readonly string[] = ['application/json'],
): Promise<unknown> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (!types.includes(type.trim().toLowerCase())) throw unsupportedMediaType(types)
  if (Number(request.headers.get('content-length')) > MAX_BYTES) throw tooLarge()
  const bytes = await readBytes(request.body)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw malformedJson()
  }
}

async function readBytes(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.byteLength
    if (length > MAX_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
