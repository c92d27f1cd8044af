import { z } from 'zod'

export type NewestEmail = { subject: string; to: string; code: string | undefined; link: string | undefined }

const TIMEOUT_MS = 500

/** The two mailboxes of a local Supabase: the embedded backend lists whole emails, the Supabase CLI's Mailpit lists ids. */
const emailList = z.array(
  z
    .object({
      subject: z.string().default(''),
      html: z.string().default(''),
      to: z.array(z.object({ address: z.string() })),
    })
    .transform(({ subject, html, to }) => ({ subject, html, to: to[0]?.address ?? '' })),
)
const messageList = z.object({ messages: z.array(z.object({ ID: z.string() })) })
const message = z
  .object({ Subject: z.string(), HTML: z.string(), To: z.array(z.object({ Address: z.string() })) })
  .transform(({ Subject, HTML, To }) => ({ subject: Subject, html: HTML, to: To[0]?.Address ?? '' }))

/**
 * Reads the newest email of a local mailbox.
 *
 * @param origins where a link of the email may lead.
 * @returns null if there is no email.
 * @throws if no mailbox responds in time.
 */
export async function newestEmail(mailboxUrl: string, origins: string[]): Promise<NewestEmail | null> {
  const email = await fetchNewest(mailboxUrl)
  if (!email) return null
  const { subject, to, html } = email
  const links = [...html.matchAll(/<a\s[^>]*href="([^"]*)"/gi)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  )
  return {
    subject,
    to,
    code: />\s*(\d{6})\s*</.exec(html)?.[1],
    link: links.find((link) => origins.includes(URL.parse(link)?.origin ?? '')),
  }
}

async function fetchNewest(mailboxUrl: string) {
  const list = await get(`${mailboxUrl}/api/v1/messages?limit=1`)
  if (!list) return emailList.parse(await get(`${mailboxUrl}/email`)).at(-1)
  const id = messageList.parse(list).messages[0]?.ID
  return id && message.parse(await get(`${mailboxUrl}/api/v1/message/${id}`))
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) })
  return response.ok ? await response.json() : null
}
