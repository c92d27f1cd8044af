import 'server-only'

/**
 * Ends the action of a form from anywhere within it: the form comes back with the error's message, what was typed, and the status.
 * Next's `notFound()` and `forbidden()` would put an error page in its place.
 */
export class RejectedFormError extends Error {
  override name = 'RejectedFormError'
  readonly status: 403 | 404

  constructor(message: string, status: 403 | 404) {
    super(message)
    this.status = status
  }
}
