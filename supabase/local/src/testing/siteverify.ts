import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export const CAPTCHA_SECRET = 'secret-for-tests'

/**
 * Starts a replacement of Turnstile's siteverify: it accepts each token that begins with `human-` once, with the correct
 * secret.
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export async function startSiteverify() {
  const usedTokens = new Set<string>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const form = new URLSearchParams(body)
    const token = form.get('response') ?? ''
    const success =
      form.get('secret') === CAPTCHA_SECRET && token.startsWith('human-') && !usedTokens.has(token)
    usedTokens.add(token)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ success, 'error-codes': success ? [] : ['invalid-input-response'] }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    captcha: { secret: CAPTCHA_SECRET, verifyUrl: `http://127.0.0.1:${port}/siteverify` },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
