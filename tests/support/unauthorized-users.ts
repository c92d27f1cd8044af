import { BrowserJar } from './browser-jar.ts'
import { messagesOf, sendForm } from './html-form.ts'

/** The visible parts of a form's response. */
export type FormResult = {
  jar: BrowserJar
  status: number
  messages: string
  page: string
  location: string | null
  waitS: string | null
}

export type Fields = [string, string][]

/** Sends a form in a browser and reads the response. */
export async function submit(
  jar: BrowserJar,
  path: string,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<FormResult> {
  const response = await sendForm(jar, path, fields, headers)
  const page = await response.text()
  const { status } = response
  const location = response.headers.get('location')
  return {
    jar,
    status,
    page,
    messages: messagesOf(page),
    location,
    waitS: response.headers.get('retry-after'),
  }
}

/** Attackers who know an address and try to lock out its owner, from a different client address each time. */
export class UnauthorizedUsers {
  readonly #url: string
  #sent = 0

  constructor(url: string) {
    this.#url = url
  }

  /** A request as our proxy forwards it. Without a trusted proxy, the address is ignored. */
  newClientHeaders(): Record<string, string> {
    this.#sent += 1
    return { 'x-forwarded-for': `198.51.100.${this.#sent % 250}` }
  }

  async guess(email: string, password = 'not the password'): Promise<FormResult> {
    const fields: Fields = [
      ['email', email],
      ['password', password],
    ]
    return await submit(new BrowserJar(this.#url), '/login', fields, this.newClientHeaders())
  }

  async requestEmail(email: string, path = '/magic-link'): Promise<FormResult> {
    return await submit(new BrowserJar(this.#url), path, [['email', email]], this.newClientHeaders())
  }

  /** Six incorrect codes. */
  async guessCodes(email: string): Promise<FormResult[]> {
    const { jar } = await this.requestEmail(email)
    const responses = []
    for (let n = 0; n < 6; n += 1)
      responses.push(await submit(jar, '/check-email', [['code', `00000${n}`]], this.newClientHeaders()))
    return responses
  }

  /** All of these attempts, dozens of times. */
  async attack(email: string): Promise<void> {
    const emails = Array.from({ length: 24 }, (_, n) =>
      this.requestEmail(email, n % 3 === 0 ? '/forgot-password' : '/magic-link'),
    )
    await Promise.all(emails)
    await this.guessCodes(email)
    await Promise.all(Array.from({ length: 12 }, () => this.guess(email)))
  }
}
