import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { EmailDriver } from '@supabase/lite'
import { projectRoot } from '../project-root.ts'
import type { Settings } from '../settings-schema.ts'
import { fillTemplate, type TemplateValues } from './template.ts'

/** The mails of the Auth server, by their names in config.toml. */
export type MailKind =
  | 'confirmation'
  | 'recovery'
  | 'magic_link'
  | 'email_change'
  | 'invite'
  | 'reauthentication'

const notices = ['password_changed', 'email_changed', 'identity_linked', 'identity_unlinked'] as const

/** Mails that tell after the fact, and only where config.toml enables them. */
export type NoticeKind = (typeof notices)[number]

/** Sends one mail, except a notice that is not enabled. Throws when its template cannot be read or the mailbox refuses. */
export type Mailer = (kind: MailKind | NoticeKind, to: string, values: TemplateValues) => Promise<void>

const subjects: Record<MailKind | NoticeKind, string> = {
  confirmation: 'Confirm Your Signup',
  recovery: 'Reset Your Password',
  magic_link: 'Your Magic Link',
  email_change: 'Confirm Email Change',
  invite: 'You have been invited',
  reauthentication: 'Confirm reauthentication',
  password_changed: 'Your password has been changed',
  email_changed: 'Your email address has been changed',
  identity_linked: 'A new identity has been linked',
  identity_unlinked: 'An identity has been unlinked',
}

const fallback = '<p><a href="{{ .ConfirmationURL }}">{{ .ConfirmationURL }}</a></p><p>Code: {{ .Token }}</p>'

/**
 * Sends mails with the subjects and template files that config.toml names. A template is read when it is needed, so
 * that an edited one shows in the next mail.
 */
export function createMailer(settings: Settings['auth'], driver: EmailDriver): Mailer {
  return async (kind, to, values) => {
    const notice = isNotice(kind) ? settings.email.notification[kind] : undefined
    if (isNotice(kind) && !notice?.enabled) return
    const { subject = subjects[kind], content_path } = notice ?? settings.email.template[kind] ?? {}
    const html = content_path ? readFileSync(templateFile(content_path), 'utf8') : fallback
    const filled = { SiteURL: settings.site_url, ...values }
    await driver.send({ to, subject: fillTemplate(subject, filled), html: fillTemplate(html, filled) })
  }
}

function isNotice(kind: MailKind | NoticeKind): kind is NoticeKind {
  return notices.some((notice) => notice === kind)
}

/** The CLI reads template paths from the project's folder; older files name them from `supabase/`. */
function templateFile(path: string): string {
  const file = resolve(projectRoot, path)
  return existsSync(file) ? file : resolve(projectRoot, 'supabase', path)
}
