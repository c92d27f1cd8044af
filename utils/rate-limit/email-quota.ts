import type { Bucket } from './buckets'
import { askCounter } from './store'

/** The Auth server refills its quota bit by bit within an hour. */
const REMEMBERED_S = 15 * 60

const BUCKET: Bucket = {
  name: 'email-quota',
  scope: 'everybody',
  key: 'project',
  limit: { tries: 1, withinS: REMEMBERED_S },
}

/** Remembers that the project may send no more emails for now; for all instances where they count together. */
export async function noteEmailQuota(): Promise<void> {
  await askCounter(BUCKET, (counter) => counter.set(BUCKET.key, 1, REMEMBERED_S))
}

/**
 * Whether the project was out of emails a moment ago. The Auth server says so only where an email would really leave, so nobody
 * asks it anew meanwhile: otherwise its answer would tell which addresses it knows.
 */
export async function isEmailQuotaReached(): Promise<boolean> {
  const count = await askCounter(BUCKET, (counter) => counter.get(BUCKET.key))
  return count !== null && count.consumedPoints > 0
}
