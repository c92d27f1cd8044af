import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'
import { processSingleton } from '@/utils/process/process-singleton'

const responses = processSingleton('HTTP responses', () => new AsyncLocalStorage<ServerResponse>())

/**
 * Makes a response accessible to all code that runs for its request. Called when a request starts (normalize-request.ts). Node.js
 * publishes that event without a callback to run within, so a store can only be entered.
 */
export function trackResponse(response: ServerResponse): void {
  responses().enterWith(response)
}

/**
 * Sets the status of the current request's response. Next lets route handlers do so, but not Server Actions or pages. A redirect or an
 * error that Next responds with afterwards overwrites the status.
 *
 * @returns false outside a request, or if the response has started.
 */
export function setResponseStatus(status: number, headers: Record<string, string> = {}): boolean {
  const response = responses().getStore()
  if (!response || response.headersSent) return false
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  return true
}

/**
 * Names the content coding of the current request's response: Next.js drops this header of the middleware's responses.
 *
 * @returns false outside a request. Then the response must not be encoded.
 */
export function setContentEncoding(coding: string): boolean {
  const response = responses().getStore()
  if (!response || response.headersSent) return false
  response.setHeader('Content-Encoding', coding)
  return true
}

/** Marks a response that lacks what a service did not respond with. */
export const INCOMPLETE_HEADER = 'x-incomplete'

/** Keeps the current page out of the page cache: a service gave no clear response. Has no effect outside a request. */
export function markIncomplete(): void {
  const response = responses().getStore()
  if (response && !response.headersSent) response.setHeader(INCOMPLETE_HEADER, '1')
}
