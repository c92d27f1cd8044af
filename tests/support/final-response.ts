import type { BrowserJar } from './browser-jar.ts'
import type { Stack } from './stack.ts'

/** The heading of the final page. */
export async function finalResponse(jar: BrowserJar, path: string) {
  const { response, path: at } = await jar.open(path)
  const page = await response.text()
  return { at, page, heading: /<h1[^>]*>([^<]*)</.exec(page)?.[1] }
}

/** Whether a browser has a session cookie. */
export const hasSession = ({ cookieName }: Stack, { cookies }: BrowserJar) =>
  cookies.has(cookieName) || cookies.has(`${cookieName}.0`)
