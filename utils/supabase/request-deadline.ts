import { processSingleton } from '@/utils/process/process-singleton'

/** Everything one client may spend on Supabase for its request, in milliseconds. */
export const REQUEST_DEADLINE_MS = 3000

/** How long somebody waits for a form at the most: for what the action asks Supabase, and then for what its page asks. */
const FORM_DEADLINE_MS = 4500

const begun = processSingleton('when requests began to ask Supabase', () => new Map<string, number>())

/**
 * Says how long the next client of a request may take. An action and the page that is rendered after it have a client each, and
 * are one wait to the person who sent the form.
 *
 * @param requestId the id that the middleware gave the request; a request without one has no time in common.
 * @param wantedMs a longer deadline that a client asks for. What comes after it has its own time all the same.
 * @returns milliseconds: the whole deadline, or what the clients before have left of the form's.
 */
export function remainingTime(requestId: string | undefined, wantedMs?: number): number {
  if (!requestId) return wantedMs ?? REQUEST_DEADLINE_MS
  const now = performance.now()
  const known = begun()
  // From the oldest on. A timer for each would keep the request that started it.
  for (const [id, since] of known) {
    if (now - since < FORM_DEADLINE_MS) break
    if (id !== requestId) known.delete(id)
  }
  if (wantedMs !== undefined) {
    known.set(requestId, now + wantedMs)
    return wantedMs
  }
  const since = known.get(requestId) ?? now
  known.set(requestId, since)
  return Math.max(0, Math.min(REQUEST_DEADLINE_MS, since + FORM_DEADLINE_MS - now))
}

/** Leaves time out of account that a request has spent waiting for an email to leave. */
export function extendDeadline(requestId: string | undefined, ms: number): void {
  const since = requestId && begun().get(requestId)
  if (requestId && since) begun().set(requestId, since + ms)
}
