import { tracedFetch } from '@/utils/log/traced-fetch'
import { withTimeout } from './with-timeout'

export type BufferedResponse = { status: number; headers: Headers; body: string }

/**
 * Sends a request and reads the whole answer.
 *
 * @param timeoutMs how long that may take, the body included: a server may begin to answer and never end.
 * @param hangUp ends it early.
 * @throws what fetch throws, or a TimeoutError when the time is up.
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
    // It frees the connection. It cannot be relied on alone: Node may have collected what it would reach as garbage. After an
    // answer there is nothing left to free, and an abort would be a quarter of what the call costs.
    controller.abort()
    throw error
  }
}

async function read(request: Request, signal: AbortSignal): Promise<BufferedResponse> {
  const response = await tracedFetch(request, { signal, cache: 'no-store' })
  return { status: response.status, headers: response.headers, body: await response.text() }
}
