import { gunzipSync } from 'node:zlib'

/** Fields of requests to the Auth server that must never be logged. */
const REQUEST_FIELDS = new Set([
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

/** The same for responses, where `code` and `token` may be words. */
const RESPONSE_FIELDS = new Set([
  'access_token',
  'refresh_token',
  'provider_token',
  'provider_refresh_token',
  'email',
])

/** Fields of this app's forms and parameters of its URLs. */
const FORM_FIELDS = /^(?:.*password.*|.*token.*|code|email|captcha|cf-turnstile-response)$/i

/** Shorter values and plain words also occur in log lines for other reasons. */
const MIN_CHARACTERS = 8
const WORDS = /^[a-z-]{1,12}$/
const SIX_DIGITS = /(?<![\w-])\d{6}(?![\w-])/g

/** A session cookie and a JWT. */
const SHAPES = /base64-eyJ[\w-]{8}|eyJ[\w-]{8,}\.[\w-]{8,}/g

export type Leak = { secret: string; line: string }

/** Collects the passwords, tokens, codes, and addresses of a test run and searches its output for them. */
export class Secrets {
  readonly #kinds = new Map<string, string>()
  /** The secrets by their first characters. */
  readonly #byPrefix = new Map<string, Set<string>>()

  /** The kinds of secrets that were collected. */
  get kinds(): Set<string> {
    return new Set(this.#kinds.values())
  }

  /** Adds a secret in every encoding in which it could be printed. */
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
      // A truncated token still counts.
      ...(/^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? value.split('.').slice(1) : []),
    ]
    for (const form of new Set(forms)) {
      this.#kinds.set(form, kind)
      const prefix = form.slice(0, MIN_CHARACTERS)
      const known = this.#byPrefix.get(prefix)
      if (known) known.add(form)
      else this.#byPrefix.set(prefix, new Set([form]))
    }
  }

  /** Adds the secrets of a request to the Auth server. */
  addRequest(path: string, headers: Record<string, unknown>, body: Buffer): void {
    const { searchParams } = new URL(path, 'http://upstream.invalid')
    for (const [name, value] of searchParams) if (REQUEST_FIELDS.has(name)) this.add(name, value)
    this.add('access_token', String(headers.authorization ?? '').replace(/^Bearer (?!sb_publishable)/, ''))
    this.#addJson(body, REQUEST_FIELDS)
  }

  /** Adds the secrets of its response. */
  addResponse(headers: Record<string, unknown>, body: Buffer): void {
    this.#addJson(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body, RESPONSE_FIELDS)
  }

  /** Adds what a browser sends: parameters of a URL and fields of a form. */
  addVisit(address: string, fields: Iterable<[string, unknown]> = []): void {
    for (const [name, value] of [...new URL(address).searchParams, ...fields]) {
      // React numbers the fields of an action's form.
      const field = name.replace(/^(?:_?\d+_)+/, '')
      if (FORM_FIELDS.test(field)) this.add(field, value)
    }
  }

  /** Finds secrets in a text. @returns each with its line, in which the secret itself is masked. */
  leaksIn(text: string): Leak[] {
    const found = new Set<string>()
    for (const [digits] of text.matchAll(SIX_DIGITS)) if (this.#kinds.has(digits)) found.add(digits)
    for (let at = 0; at < text.length; at += 1)
      for (const form of this.#byPrefix.get(text.slice(at, at + MIN_CHARACTERS)) ?? [])
        if (text.startsWith(form, at)) found.add(form)
    for (const [token] of text.matchAll(SHAPES)) found.add(token)
    return [...found].map((form) => {
      const secret = this.#kinds.get(form) ?? 'token'
      const line = text.split('\n').find((candidate) => candidate.includes(form)) ?? ''
      return { secret, line: line.replaceAll(form, `<${secret}>`).slice(0, 300) }
    })
  }

  /** Throws if a text contains a secret. */
  expectNoneIn(text: string): void {
    const leaks = this.leaksIn(text)
    if (leaks.length === 0) return
    const lines = leaks.map(({ secret, line }) => `  ${secret}: ${line}`)
    throw new Error(`The log contains secrets:\n${lines.join('\n')}`)
  }

  #addJson(body: Buffer, names: Set<string>): void {
    try {
      JSON.parse(body.toString(), (name, value) => {
        if (names.has(name)) this.add(name, value)
        return value
      })
    } catch {
      // Not JSON, or truncated.
    }
  }
}
