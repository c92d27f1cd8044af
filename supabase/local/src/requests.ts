import { randomBytes } from 'node:crypto'
import type { PgliteConnection } from '@supabase/lite/pglite'
import type { InTransaction } from './auth/answer.ts'
import type { Sql } from './auth/call.ts'
import { createMailer, type SmtpConditions } from './email/mailer.ts'
import { smtpDriver } from './email/smtp.ts'
import { gateway } from './http/gateway.ts'
import { oneAtATime } from './http/one-at-a-time.ts'
import type { Answer } from './http/serve.ts'
import { createLibraryServer } from './library.ts'
import type { Settings } from './settings-schema.ts'
import type { SigningKey } from './signing-key.ts'

interface Parts {
  connection: PgliteConnection
  projectDir: string
  settings: Settings
  key: SigningKey
  apiUrl: string
  smtpPort: number
  smtp: SmtpConditions
  forwardedFor: boolean
}

/**
 * Puts Auth and data API in front of an open database.
 * @returns what answers a request, and a way to run SQL between requests.
 */
export async function answerRequests(parts: Parts): Promise<{ answer: Answer; sql: Sql }> {
  const { connection, projectDir, settings, key, apiUrl, smtpPort, smtp } = parts
  const database = connection.driver
  const queue = oneAtATime()
  const inTransaction: InTransaction = (work) =>
    queue(() =>
      database.transaction((transaction) =>
        work(async <T>(text: string, values?: unknown[]) => (await transaction.query<T>(text, values)).rows),
      ),
    )
  const secret = randomBytes(32).toString('hex')
  const library = await createLibraryServer(connection, settings, secret, apiUrl)
  return {
    answer: gateway({
      services: {
        settings: settings.auth,
        key,
        openOutbox: createMailer(
          settings.auth,
          projectDir,
          smtpDriver(settings.auth.email.smtp, smtpPort),
          smtp,
        ),
        signingUp: new Set(),
        issuer: `${apiUrl}/auth/v1`,
      },
      inTransaction,
      library: (request) => queue(() => library(request)),
      librarySecret: new TextEncoder().encode(secret),
      forwardedFor: parts.forwardedFor,
    }),
    sql: <T>(text: string, values?: unknown[]) =>
      queue(async () => (await database.query<T>(text, values)).rows),
  }
}
