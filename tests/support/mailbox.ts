import { setTimeout as pause } from 'node:timers/promises'
import { type ListEmails, mailboxServerAt, type StoredEmail } from './mailbox-servers.ts'
import { HANG_MS } from './timeouts.ts'

/** An email as its recipient sees it: `links` are the URLs of its links, `code` is its six-digit code. */
export interface Email extends StoredEmail {
  links: string[]
  code: string | null
}

export interface Wanted {
  to: string
  subject?: string | RegExp
  /** An earlier email: only later ones count. */
  after?: Email
  /** How long to wait. */
  withinMs?: number
}

export interface Mailbox {
  /** Waits for an email and returns the newest match. Throws, with the emails that did arrive, if none comes in time. */
  latest(wanted: Wanted): Promise<Email>
  /** The number of matching emails so far. */
  count(wanted: Wanted): Promise<number>
}

const LOOK_EVERY_MS = 50

/**
 * Reads the emails that a local Supabase has sent.
 * @param url of the mailbox of the embedded backend or of `supabase start`.
 */
export function openMailbox(url: string): Mailbox {
  let server: Promise<ListEmails> | undefined
  const emailsTo = async (to: string) => {
    server ??= mailboxServerAt(url)
    return (await server)(to)
  }
  return {
    count: async (wanted) => fitting(await emailsTo(wanted.to), wanted).length,
    async latest(wanted) {
      const deadline = Date.now() + (wanted.withinMs ?? HANG_MS)
      for (;;) {
        const emails = await emailsTo(wanted.to)
        const email = fitting(emails, wanted).at(-1)
        if (email) return { ...email, links: linksOf(email.html), code: codeOf(email.html) }
        if (Date.now() > deadline) throw new Error(missing(wanted, emails))
        await pause(LOOK_EVERY_MS)
      }
    },
  }
}

function fitting(emails: StoredEmail[], { subject, after }: Wanted): StoredEmail[] {
  const later = emails.slice(emails.findIndex(({ id }) => id === after?.id) + 1)
  return later.filter(
    (email) =>
      !subject || (subject instanceof RegExp ? subject.test(email.subject) : subject === email.subject),
  )
}

function missing({ to, subject, after }: Wanted, emails: StoredEmail[]): string {
  const what = `No ${after ? 'further ' : ''}email to ${to}${subject ? ` with the subject ${subject}` : ''}`
  return `${what} arrived. There are: ${emails.map((email) => email.subject).join(', ') || 'none'}`
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/<a\s[^>]*href="([^"]*)"/gi)].map(([, address = '']) =>
    address.replaceAll('&amp;', '&'),
  )
}

function codeOf(html: string): string | null {
  return />\s*(\d{6})\s*</.exec(html)?.[1] ?? null
}
