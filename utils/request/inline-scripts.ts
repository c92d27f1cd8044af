import { createHash } from 'node:crypto'

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script>/g

/**
 * Makes a page that was rendered with a nonce one whose policy lists hashes instead (https://www.w3.org/TR/CSP3/#hash-usage).
 * Only scripts with the nonce are hashed: it says that Next.js or this application wrote them.
 *
 * @returns the page without the nonce, and the sources of its inline scripts for `script-src`.
 */
export function replaceNonceByHashes(html: string, nonce: string): { html: string; hashes: string[] } {
  const trusted = [...html.matchAll(SCRIPT)].filter(([, attributes = '']) =>
    attributes.includes(` nonce="${nonce}"`),
  )
  const inline = trusted.filter(([, attributes = '']) => !/\ssrc=/.test(attributes))
  // In its payload, the page repeats the nonce.
  const hashes = inline.map(([, , text = '']) => `'sha256-${sha256(text.replaceAll(nonce, ''), 'base64')}'`)
  return {
    html: html.replaceAll(` nonce="${nonce}"`, '').replaceAll(nonce, ''),
    hashes: [...new Set(hashes)],
  }
}

export function sha256(text: string, encoding: 'base64' | 'base64url'): string {
  return createHash('sha256').update(text).digest(encoding)
}
