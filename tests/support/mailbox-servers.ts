import { z } from 'zod'

/** An email as a mailbox server stores it. */
export interface StoredEmail {
  id: string
  subject: string
  html: string
  text: string
}

/** Reads a mailbox server: the emails to an address, in order of arrival. */
export type ListEmails = (to: string) => Promise<StoredEmail[]>

/** maildev, which the embedded backend starts: https://github.com/maildev/maildev/blob/master/docs/rest.md */
export function maildev(url: string): ListEmails {
  return async (to) => {
    const emails = maildevList.parse(await get(`${url}/email`))
    return emails.filter((email) => email.to.some(({ address }) => address === to))
  }
}

/** Mailpit, which `supabase start` brings: https://mailpit.axllent.org/docs/api-v1/ */
export function mailpit(url: string): ListEmails {
  return async (to) => {
    const query = new URLSearchParams({ query: `to:"${to}"`, limit: '100' })
    const { messages } = mailpitList.parse(await get(`${url}/api/v1/search?${query}`))
    const emails = messages.map(async ({ ID }) =>
      mailpitEmail.parse(await get(`${url}/api/v1/message/${ID}`)),
    )
    return (await Promise.all(emails)).reverse()
  }
}

/** Detects which of the two runs at a URL. Throws if neither does. */
export async function mailboxServerAt(url: string): Promise<ListEmails> {
  const { ok } = await fetch(`${url}/api/v1/info`)
  return ok ? mailpit(url) : maildev(url)
}

const maildevList = z.array(
  z.object({
    id: z.string(),
    subject: z.string(),
    html: z.string().default(''),
    text: z.string().default(''),
    to: z.array(z.object({ address: z.string() })),
  }),
)

const mailpitList = z.object({ messages: z.array(z.object({ ID: z.string() })) })

const mailpitEmail = z
  .object({ ID: z.string(), Subject: z.string(), HTML: z.string(), Text: z.string() })
  .transform(({ ID, Subject, HTML, Text }) => ({ id: ID, subject: Subject, html: HTML, text: Text }))

async function get(url: string): Promise<unknown> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`)
  return response.json()
}
