import type { IncomingMessage, ServerResponse } from 'node:http'

/** The faults of a server. */
export type Fault =
  /** Nothing listens on the port: ECONNREFUSED. */
  | { kind: 'refuse' }
  /** The connection breaks in the middle of a response: ECONNRESET. */
  | { kind: 'reset'; only?: OnlyPaths }
  /** There is never a response. */
  | { kind: 'hang'; only?: OnlyPaths }
  /** The response starts at once and never ends. */
  | { kind: 'drip'; only?: OnlyPaths }
  /** The correct response, delayed. */
  | { kind: 'slow'; ms: number; only?: OnlyPaths }
  /** The correct response, requested only after a promise has resolved. */
  | { kind: 'held'; until: Promise<void>; only?: OnlyPaths }
  /** A different response. */
  | { kind: 'answer'; status: number; body: string; contentType: string; only?: OnlyPaths }

type OnlyPaths = (path: string, method: string) => boolean

const DRIP_EVERY_MS = 50

/** A JSON response: an object, or a string that may be truncated. */
export function json(status: number, body: unknown, only?: OnlyPaths): Fault {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { kind: 'answer', status, body: text, contentType: 'application/json', ...(only && { only }) }
}

/** The page of a gateway or a captive portal in front of the server. */
export function html(status: number, only?: OnlyPaths): Fault {
  const body = `<!doctype html><title>${status}</title><h1>${status}</h1>`
  return { kind: 'answer', status, body, contentType: 'text/html; charset=utf-8', ...(only && { only }) }
}

/** The middleware gets the Auth server's response, and the page after it a faulty one: /account/sign-in-methods fails once. */
export function pageAloneFails(): Fault {
  let requestCount = 0
  const user = { id: '10000000-0000-4000-8000-000000000003', email: 'person@example.com', identities: 7 }
  return json(200, user, (path) => path.startsWith('/auth/v1/user') && ++requestCount > 1)
}

/** Whether a request meets the fault. */
export function applies(fault: Fault, { path, method }: { path: string; method: string }): boolean {
  return fault.kind === 'refuse' || (fault.only?.(path, method) ?? true)
}

/** Applies a fault to a request. `forward` gets the correct response. */
export function injectFaults(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  forward: () => void,
): void {
  // A response that ends while the request is still being sent would look like a broken connection to the caller.
  if (fault.kind !== 'slow' && fault.kind !== 'held') request.resume()
  switch (fault.kind) {
    case 'refuse':
    case 'hang':
      return
    case 'reset':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
      response.write('{"', () => request.socket.resetAndDestroy())
      return
    case 'drip': {
      response.writeHead(200, { 'content-type': 'application/json' })
      const drops = setInterval(() => response.write(' '), DRIP_EVERY_MS)
      response.on('close', () => clearInterval(drops))
      return
    }
    case 'slow': {
      const later = setTimeout(forward, fault.ms)
      response.on('close', () => clearTimeout(later))
      return
    }
    case 'held':
      fault.until.then(forward)
      return
    case 'answer':
      request.on('end', () => {
        response.writeHead(fault.status, { 'content-type': fault.contentType })
        response.end(fault.body)
      })
  }
}
