import type { BrowserContext, Request } from '@playwright/test'
import type { Mailbox } from '../support/mailbox.ts'
import type { Secrets } from '../support/secrets.ts'

/** Collects the secrets that a browser's pages send: in parameters and in fields. */
export function watchBrowser(context: BrowserContext, secrets: Secrets): void {
  context.on('request', async (request) => secrets.addVisit(request.url(), await fieldsOf(request)))
}

async function fieldsOf(request: Request): Promise<[string, unknown][]> {
  const body = request.postDataBuffer()
  const type = request.headers()['content-type'] ?? ''
  if (!body || !/form/.test(type)) return []
  const form = new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  return [...(await form.catch(() => new FormData()))]
}

/** Collects the tokens and codes of every email that is read. */
export function watchMailbox(mailbox: Mailbox, secrets: Secrets): Mailbox {
  return {
    ...mailbox,
    async latest(wanted) {
      const found = await mailbox.latest(wanted)
      for (const link of found.links) if (URL.canParse(link)) secrets.addVisit(link)
      secrets.add('code', found.code)
      return found
    },
  }
}
