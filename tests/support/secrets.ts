import { gunzipSync } from 'node:zlib'

/** What a request to an Auth server holds that must never be written down, by its name there. */
const SENT = new Set([
  'access_token',
  'auth_code',
  'captcha_token',
  'code_verifier',
  'current_password',
  'email',
  'id_token',
  'nonce',
  'password',
  'refresh_token',
  'token',
  'token_hash',
])

/** The same of an answer, where `code` and `token` may be words. */
const ANSWERED = new Set([
  'access_token',
  'refresh_token',
  'provider_token',
  'provider_refresh_token',
  'email',
])

/** Fields of this application's forms and parameters of its addresses. */
const TYPED = /^(?:.*password.*|.*token.*|code|email|captcha|cf-turnstile-response)$/i

/** Shorter ones and plain words cannot be told from the log's own. */
const MIN_CHARACTERS = 8
const WORDS = /^[a-z-]{1,12}$/
const SIX_DIGITS = /(?<![\w-])\d{6}(?![\w-])/g

/** A session cookie and a JWT, whosever they are. */
const SHAPES = /base64-eyJ[\w-]{8}|eyJ[\w-]{8,}\.[\w-]{8,}/g

export type Leak = { secret: string; line: string }

/** Collects the passwords, tokens, codes and addresses that a run uses, and looks for them in what was printed meanwhile. */
export class Secrets {
  readonly #kinds = new Map<string, string>()
  /** What is looked for, by its beginning. */
  readonly #byBeginning = new Map<string, Set<string>>()

  /** What kinds of secrets were met. */
  get kinds(): Set<string> {
    return new Set(this.#kinds.values())
  }

  /** Notes one secret, in every form in which it may come to be printed. */
  add(kind: string, value: unknown): void {
    if (typeof value !== 'string' || this.#kinds.has(value)) return
    if (/^\d{6}$/.test(value)) this.#kinds.set(value, kind)
    if (value.length < MIN_CHARACTERS || WORDS.test(value)) return
    const bytes = Buffer.from(value)
    const forms = [
      value,
      encodeURIComponent(value),
      new URLSearchParams({ value }).toString().slice('value='.length),
      JSON.stringify(value).slice(1, -1),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      // A token that was cut is half a token still.
      ...(/^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? value.split('.').slice(1) : []),
    ]
    for (const form of new Set(forms)) {
      this.#kinds.set(form, kind)
      const beginning = form.slice(0, MIN_CHARACTERS)
      const known = this.#byBeginning.get(beginning)
      if (known) known.add(form)
      else this.#byBeginning.set(beginning, new Set([form]))
    }
  }

  /** Notes what a request to the Auth server holds. */
  addRequest(path: string, headers: Record<string, unknown>, body: Buffer): void {
    const { searchParams } = new URL(path, 'http://upstream.invalid')
    for (const [name, value] of searchParams) if (SENT.has(name)) this.add(name, value)
    this.add('access_token', String(headers.authorization ?? '').replace(/^Bearer (?!sb_publishable)/, ''))
    this.#addJson(body, SENT)
  }

  /** Notes what its answer holds. */
  addAnswer(headers: Record<string, unknown>, body: Buffer): void {
    this.#addJson(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body, ANSWERED)
  }

  /** Notes what a browser sends: the parameters of an address, and the fields of a form. */
  addVisit(address: string, fields: Iterable<[string, unknown]> = []): void {
    for (const [name, value] of [...new URL(address).searchParams, ...fields]) {
      // React numbers the fields of an action's form.
      const field = name.replace(/^(?:_?\d+_)+/, '')
      if (TYPED.test(field)) this.add(field, value)
    }
  }

  /** Everything in a text that should not be there, with the line it stands in, the secret itself hidden. */
  leaksIn(text: string): Leak[] {
    const found = new Set<string>()
    for (const [digits] of text.matchAll(SIX_DIGITS)) if (this.#kinds.has(digits)) found.add(digits)
    for (let at = 0; at < text.length; at += 1)
      for (const form of this.#byBeginning.get(text.slice(at, at + MIN_CHARACTERS)) ?? [])
        if (text.startsWith(form, at)) found.add(form)
    for (const [token] of text.matchAll(SHAPES)) found.add(token)
    return [...found].map((form) => {
      const secret = this.#kinds.get(form) ?? 'token'
      const line = text.split('\n').find((candidate) => candidate.includes(form)) ?? ''
      return { secret, line: line.replaceAll(form, `<${secret}>`).slice(0, 300) }
    })
  }

  /** Throws when something in a text should not be there. */
  expectNoneIn(text: string): void {
    const leaks = this.leaksIn(text)
    if (leaks.length === 0) return
    const lines = leaks.map(({ secret, line }) => `  ${secret}: ${line}`)
    throw new Error(`The log holds what it must not hold:\n${lines.join('\n')}`)
  }

  #addJson(body: Buffer, names: Set<string>): void {
    try {
      JSON.parse(body.toString(), (name, value) => {
        if (names.has(name)) this.add(name, value)
        return value
      })
    } catch {
      // No JSON, or cut: it holds nothing that anybody can use.
    }
  }
}
