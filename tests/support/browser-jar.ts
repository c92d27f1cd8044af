/**
 * A browser's cookies, for requests over plain HTTP: it stores what a response sets, removes what it clears, and follows no
 * redirect by itself.
 */
export class BrowserJar {
  readonly cookies = new Map<string, string>()
  readonly origin: string

  constructor(origin: string, cookies: Iterable<[string, string]> = []) {
    this.origin = origin
    for (const [name, value] of cookies) this.cookies.set(name, value)
  }

  /** A second browser with the same cookies. */
  copy(): BrowserJar {
    return new BrowserJar(this.origin, this.cookies)
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) headers.set('cookie', cookie)
    const response = await fetch(new URL(path, this.origin), { redirect: 'manual', ...init, headers })
    this.keep(response.headers.getSetCookie())
    return response
  }

  /** Follows redirects on this origin only. @returns the final page. */
  async open(path: string, init: RequestInit = {}): Promise<{ response: Response; path: string }> {
    let at = path
    let response = await this.fetch(at, init)
    for (let hops = 0; hops < 10 && response.status >= 300 && response.status < 400; hops += 1) {
      const target = new URL(response.headers.get('location') ?? '', new URL(at, this.origin))
      if (target.origin !== this.origin) throw new Error(`Redirected to ${target.origin}`)
      at = target.pathname + target.search
      response = await this.fetch(at)
    }
    return { response, path: at }
  }

  /** Applies the Set-Cookie headers of a response. */
  keep(lines: string[]): void {
    for (const line of lines) this.#keep(line)
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';')
    const [name = '', ...value] = pair.split('=')
    const gone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute))
    if (gone) this.cookies.delete(name.trim())
    else this.cookies.set(name.trim(), value.join('='))
  }
}
