/** How long one client may spend on Supabase for a request, in milliseconds. */
export const REQUEST_DEADLINE_MS = 3000

/** The same for a download of the user's data. */
export const DOWNLOAD_DEADLINE_MS = 10_000

/** How long a user waits for a submitted form at most: for the action, and then for the page that it renders. */
const FORM_DEADLINE_MS = 4500

/** The request header that says when the middleware received the request, in milliseconds since 1970. */
export const STARTED_AT_HEADER = 'x-request-started-at'

/**
 * How long the next client of a request may take. An action and the page that it renders have separate clients but share one
 * deadline. The time to send an email does not count.
 *
 * @param headers those of the request, from the middleware.
 */
export function remainingTime(headers: Headers): number {
  const startedAt = Number(headers.get(STARTED_AT_HEADER) ?? Date.now())
  const left = startedAt + FORM_DEADLINE_MS - Date.now()
  return Math.min(REQUEST_DEADLINE_MS, Math.max(FORM_DEADLINE_MS - REQUEST_DEADLINE_MS, left))
}
