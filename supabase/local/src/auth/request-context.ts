import type { Mailer, Outbox } from '../email/mailer.ts'
import type { ApiKey } from '../http/api-key.ts'
import type { Settings } from '../settings-schema.ts'
import type { SigningKey } from '../signing-key.ts'

/** Runs one statement; `$1`, `$2`, … stand for the parameters. */
export type Sql = <T>(text: string, parameters?: unknown[]) => Promise<T[]>

/** What every endpoint of the Auth server works with, whatever the request. */
export interface AuthServices {
  settings: Settings['auth']
  key: SigningKey
  openOutbox: () => Outbox
  /** Addresses whose sign-up is not answered yet: to the real server their accounts are not committed. */
  signingUp: Set<string>
  /** Where the outside reaches this Auth server; also the `iss` of its tokens. */
  issuer: string
}

/** One request to the Auth server, inside one transaction. */
export interface RequestContext extends AuthServices {
  request: Request
  url: URL
  /** The JSON body; an empty object when there is none. */
  body: unknown
  /** Resolves when the answer is ready, and every email has left. */
  answered: Promise<void>
  mailer: Mailer
  apiKey: ApiKey
  /** The client's address, as it goes into the session. */
  ip: string
  sql: Sql
}

/** An endpoint: answers, or throws an AuthError. */
export type Endpoint = (context: RequestContext) => Promise<Response>
