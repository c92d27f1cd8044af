import { randomBytes } from 'node:crypto'
import type { PgliteConnection } from '@supabase/lite/pglite'
import type { InTransaction } from './auth/handle-request.ts'
import type { Sql } from './auth/request-context.ts'
import { createDataApi } from './data-api.ts'
import { createMailer, type SmtpConditions } from './email/mailer.ts'
import { createSmtpDriver } from './email/smtp.ts'
import { createGateway } from './http/gateway.ts'
import type { RequestHandler } from './http/http-server.ts'
import { createTaskQueue } from './http/task-queue.ts'
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
  dataDir: string | undefined
}

/**
 * Puts Auth, data API, and Storage in front of an open database.
 * @returns the request handler, and functions that run SQL between requests.
 */
export async function createRequestHandler(
  parts: Parts,
): Promise<{ answer: RequestHandler; sql: Sql; inTransaction: InTransaction }> {
  const { connection, projectDir, settings, key, apiUrl, smtpPort, smtp } = parts
  const database = connection.driver
  const queue = createTaskQueue()
  const inTransaction: InTransaction = (work) =>
    queue(() =>
      database.transaction((transaction) =>
        work(async <T>(text: string, values?: unknown[]) => (await transaction.query<T>(text, values)).rows),
      ),
    )
  const secret = randomBytes(32).toString('hex')
  const library = await createDataApi(connection, settings, secret, apiUrl, parts.dataDir)
  return {
    inTransaction,
    answer: createGateway({
      services: {
        settings: settings.auth,
        key,
        openOutbox: createMailer(
          settings.auth,
          projectDir,
          createSmtpDriver(settings.auth.email.smtp, smtpPort),
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
