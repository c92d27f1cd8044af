import { tracedFetch } from '@/utils/log/traced-fetch'
import { withTimeout } from './with-timeout'

export type BufferedResponse = { status: number; headers: Headers; body: string }

/**
 * Sends a request and reads the whole response.
 *
 * @param timeoutMs the time limit, including the body: a server can start to respond and never finish.
 * @param hangUp ends it early.
 * @throws what fetch throws, or a TimeoutError after the time limit.
 */
export async function sendRequest(
  request: Request,
  timeoutMs: number,
  hangUp?: AbortSignal,
): Promise<BufferedResponse> {
  const controller = new AbortController()
  hangUp?.addEventListener('abort', () => controller.abort(), { once: true })
  try {
    return await withTimeout(timeoutMs, read(request, controller.signal))
  } catch (error) {
    // Frees the connection. Not reliable alone, because Node.js may have garbage-collected its target. Not after a response,
    // where an abort would be a quarter of the cost of the call.
    controller.abort()
    throw error
  }
}

async function read(request: Request, signal: AbortSignal): Promise<BufferedResponse> {
  const response = await tracedFetch(request, { signal, cache: 'no-store' })
  return { status: response.status, headers: response.headers, body: await response.text() }
}
