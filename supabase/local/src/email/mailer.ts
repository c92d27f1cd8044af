import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { EmailDriver } from '@supabase/lite'
import { AuthError } from '../auth/auth-error.ts'
import type { Settings } from '../settings-schema.ts'
import { defaultTemplates } from './default-templates.ts'
import { renderTemplate, type TemplateValues } from './render-template.ts'

/** The emails of the Auth server, by their names in config.toml. */
export type EmailKind =
  | 'confirmation'
  | 'recovery'
  | 'magic_link'
  | 'email_change'
  | 'invite'
  | 'reauthentication'

const notices = [
  'password_changed',
  'email_changed',
  'identity_linked',
  'identity_unlinked',
  'mfa_factor_enrolled',
  'mfa_factor_unenrolled',
] as const

/** Emails that tell after the fact, and only where config.toml enables them. */
export type NotificationKind = (typeof notices)[number]

/**
 * Writes one email. A notice is left out if it is not enabled, or if the project has sent too many emails. Throws when its template
 * cannot be read, 429 over_email_send_rate_limit when the project has sent too many.
 */
export type Mailer = (kind: EmailKind | NotificationKind, to: string, values: TemplateValues) => Promise<void>

/** How the SMTP server behaves; may be changed while the backend runs. */
export interface SmtpConditions {
  /** How long it takes for one email. */
  delayMs: number
  /** How many emails it takes in all; undefined: any number. */
  quota?: number | undefined
}

/** The emails of one request. They leave once its transaction is committed, and the answer waits for them. */
export interface Outbox {
  write: Mailer
  /** Sends them one after the other. Once the client has hung up none leaves: the real server takes its work back then. */
  send(hungUp: AbortSignal): Promise<void>
}

/**
 * Writes emails with the subjects and template files that config.toml names, and with the Auth server's own where it names none.
 * A template is read when it is needed, so that an edited one shows in the next email.
 * @returns a function that opens the outbox of a request.
 */
export function createMailer(
  settings: Settings['auth'],
  projectDir: string,
  driver: EmailDriver,
  smtp: SmtpConditions,
): () => Outbox {
  return () => {
    const written: Parameters<EmailDriver['send']>[0][] = []
    return {
      async write(kind, to, values) {
        const notice = isNotice(kind) ? settings.email.notification[kind] : undefined
        if (isNotice(kind) && !notice?.enabled) return
        if (smtp.quota === 0 && isNotice(kind)) return
        if (smtp.quota === 0)
          throw new AuthError(429, 'over_email_send_rate_limit', 'email rate limit exceeded')
        if (smtp.quota !== undefined) smtp.quota -= 1
        const fallback = defaultTemplates[kind]
        const { subject = fallback.subject, content_path } = notice ?? settings.email.template[kind] ?? {}
        const html = content_path
          ? readFileSync(templateFile(projectDir, content_path), 'utf8')
          : fallback.html
        const filled = { SiteURL: settings.site_url, ...values }
        written.push({ to, subject: renderTemplate(subject, filled), html: renderTemplate(html, filled) })
      },
      async send(hungUp) {
        for (const email of written) {
          if (smtp.delayMs > 0) await wait(smtp.delayMs)
          if (hungUp.aborted) return
          await driver.send(email)
        }
      },
    }
  }
}

function isNotice(kind: EmailKind | NotificationKind): kind is NotificationKind {
  return notices.some((notice) => notice === kind)
}

/** The CLI reads template paths from the project's folder; older files name them from `supabase/`. */
function templateFile(projectDir: string, path: string): string {
  const file = resolve(projectDir, path)
  return existsSync(file) ? file : resolve(projectDir, 'supabase', path)
}
