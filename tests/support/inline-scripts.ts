import { createHash } from 'node:crypto'

/** The hashes of a page's inline scripts for a Content-Security-Policy, in the order of the page, each once. */
export function inlineScriptHashes(page: string): string[] {
  const scripts = page.split('<script').slice(1)
  const inline = scripts.flatMap((script) => {
    const end = script.indexOf('>')
    const isInline = !script.slice(0, end).includes('src=')
    return isInline ? [script.slice(end + 1, script.indexOf('</script>'))] : []
  })
  const hashes = inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return [...new Set(hashes)]
}
