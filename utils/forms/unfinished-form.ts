import 'server-only'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { requestedPath } from '@/utils/request/requested-path'

const MAX_AGE_S = 15 * 60
/** A cookie holds 4096 bytes, and sealing adds a third. */
const MAX_BYTES = 2000

const unfinished = flowCookie(
  'unfinished-form',
  z.object({ userId: z.string(), page: z.string(), values: z.record(z.string(), z.string()) }),
  MAX_AGE_S,
)

/**
 * Stores what a user typed into a form that needs re-authentication first. Its page shows it again afterwards, with or without
 * JavaScript.
 *
 * @param values without passwords. A text that does not fit into a cookie is not stored.
 */
export async function saveUnfinishedForm(userId: string, values: Record<string, string>): Promise<void> {
  if (Buffer.byteLength(JSON.stringify(values)) > MAX_BYTES) return
  await unfinished.write({ userId, page: await requestedPage(), values })
}

/** What the user typed into the form of this page before re-authentication, by field; empty if there is nothing. */
export async function unfinishedForm(userId: string): Promise<Record<string, string>> {
  const found = await unfinished.read()
  return found?.userId === userId && found.page === (await requestedPage()) ? found.values : {}
}

/** Removes the stored form once it has been submitted again. */
export async function clearUnfinishedForm(): Promise<void> {
  if (await unfinished.read()) await unfinished.remove()
}

async function requestedPage(): Promise<string> {
  return (await requestedPath())?.split('?')[0] ?? ''
}
