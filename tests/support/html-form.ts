import type { BrowserJar } from './browser-jar.ts'

type Fields = [name: string, value: string | Blob][]

/**
 * Sends a form as a browser without JavaScript does: the page is opened, its form filled in and posted back.
 *
 * @returns the answer, redirects not followed. Throws when the page has no such form.
 */
export async function sendForm(
  jar: BrowserJar,
  path: string,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = await fillForm(jar, path, fields)
  return await jar.fetch(path, { method: 'POST', body, headers: { origin: jar.origin, ...headers } })
}

/**
 * Opens a page and fills in the form that holds a field (or button) of the first given name, its hidden fields kept.
 *
 * @returns what a browser would send. Throws when the page has no such form.
 */
export async function fillForm(jar: BrowserJar, path: string, fields: Fields): Promise<FormData> {
  const page = await (await jar.fetch(path)).text()
  const [first] = fields
  const wanted = first ? `name="${first[0]}"` : '<button'
  const form = page.match(/<form[\s\S]*?<\/form>/g)?.find((candidate) => candidate.includes(wanted))
  if (!form) throw new Error(`No form with ${wanted} on ${path}`)

  const body = new FormData()
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = attribute(input, 'name')
    if (!fields.some(([given]) => given === name)) body.append(name, attribute(input, 'value'))
  }
  for (const [name, value] of fields) body.append(name, value)
  return body
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** The text of the page's alert or status, tags removed. */
export function newsOf(html: string): string {
  const news = /<div[^>]*role="(?:alert|status)"[^>]*>([\s\S]*?)<\/div>/.exec(html)?.[1] ?? ''
  return news
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
