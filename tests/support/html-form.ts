import type { BrowserJar } from './browser-jar.ts'

type Fields = readonly (readonly [name: string, value: string | Blob])[]

/**
 * Sends a form as a browser without JavaScript does: opens the page, fills in the form, and posts it.
 *
 * @returns the response, without following redirects. Throws if the page has no such form.
 */
export async function sendForm(
  jar: BrowserJar,
  path: string,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await postForm(jar, path, await fillForm(jar, path, fields), headers)
}

/** Presses a button of a page, by its text, as a browser without JavaScript does. */
export async function pressButton(jar: BrowserJar, path: string, text: string): Promise<Response> {
  return await postForm(jar, path, await fillForm(jar, path, [], `>${text}<`))
}

/**
 * Opens a page and fills in one of its forms, with its hidden fields.
 *
 * @param wanted text in the form; by default, it has a field (or button) of the first given name.
 * @returns what a browser would send. Throws if the page has no such form.
 */
export async function fillForm(
  jar: BrowserJar,
  path: string,
  fields: Fields,
  wanted = fields[0] ? `name="${fields[0][0]}"` : '<button',
): Promise<FormData> {
  const page = await (await jar.fetch(path)).text()
  const form = page.match(/<form[\s\S]*?<\/form>/g)?.find((candidate) => candidate.includes(wanted))
  if (!form) throw new Error(`No form with ${wanted} on ${path}`)

  return filled(form, fields)
}

/** What formsOf enters in text fields. */
export const TYPED_VALUES = 'a word'

/** What every form of a page sends and where, with a value for every field that a user can fill in. */
export function formsOf(page: string, path: string): { to: string; body: FormData }[] {
  return (page.match(/<form[^>]* method="post"[\s\S]*?<\/form>/gi) ?? []).map((form) => {
    const controls =
      form.match(
        /<select[^>]* name="[\s\S]*?<\/select>|<(?:input|textarea|button)(?![^>]*type="hidden")[^>]* name="[^>]*>/g,
      ) ?? []
    const values = new Map(controls.map((control) => [attribute(control, 'name'), valueFor(control)]))
    const to = attribute(/<form[^>]*>/.exec(form)?.[0] ?? '', 'action') || path
    return { to, body: filled(form, [...values]) }
  })
}

/** A value that a control accepts. Email addresses, passwords and buttons are exceptions: they would change the account. */
function valueFor(control: string): string {
  if (control.startsWith('<button')) return 'pressed'
  if (control.startsWith('<select')) return /<option[^>]* value="([^"]+)"/.exec(control)?.[1] ?? ''
  const [type, min] = [attribute(control, 'type'), attribute(control, 'min')]
  if (type === 'checkbox' || type === 'radio') return attribute(control, 'value') || 'on'
  if (type === 'number') return min || '1'
  if (type === 'date') return min || '2099-12-31'
  if (type === 'datetime-local') return min || '2099-12-31T12:00'
  return TYPED_VALUES
}

/** The hidden fields of a form, and the values filled in. */
function filled(form: string, fields: Fields): FormData {
  const body = new FormData()
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = attribute(input, 'name')
    if (!fields.some(([given]) => given === name)) body.append(name, attribute(input, 'value'))
  }
  for (const [name, value] of fields) body.append(name, value)
  return body
}

/** Posts a filled form to a page. */
export async function postForm(
  jar: BrowserJar,
  path: string,
  body: FormData,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await jar.fetch(path, { method: 'POST', body, headers: { origin: jar.origin, ...headers } })
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

/** The text of the page's alert or status, without tags. */
export function messagesOf(html: string): string {
  const messages = /<div[^>]*role="(?:alert|status)"[^>]*>([\s\S]*?)<\/div>/.exec(html)?.[1] ?? ''
  return messages
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
