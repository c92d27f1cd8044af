import type { Mailer, Outbox } from '../email/mailer.ts'
import type { ApiKey } from '../http/api-key.ts'
import type { Settings } from '../settings-schema.ts'
import type { SigningKey } from '../signing-key.ts'

/** Runs one statement with the parameters `$1`, `$2`, … */
export type Sql = <T>(text: string, parameters?: unknown[]) => Promise<T[]>

/** What every endpoint of the Auth server needs, independent of the request. */
export interface AuthServices {
  settings: Settings['auth']
  key: SigningKey
  openOutbox: () => Outbox
  /** Addresses whose sign-up is in progress: for the real server their accounts are not committed. */
  signingUp: Set<string>
  /** The public URL of this Auth server; also the `iss` of its tokens. */
  issuer: string
}

/** One request to the Auth server, inside one transaction. */
export interface RequestContext extends AuthServices {
  request: Request
  url: URL
  /** The JSON body; an empty object if there is none. */
  body: unknown
  /** Resolves when the response is ready and every email has been sent. */
  answered: Promise<void>
  mailer: Mailer
  apiKey: ApiKey
  /** The client's address for the session. */
  ip: string
  sql: Sql
}

/** An endpoint: returns a response or throws an AuthError. */
export type Endpoint = (context: RequestContext) => Promise<Response>
