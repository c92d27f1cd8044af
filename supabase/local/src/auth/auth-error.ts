/** An error response in the words of the real Auth server. Throwing it inside a request rolls the transaction back. */
export class AuthError extends Error {
  readonly status: number
  readonly code: string
  readonly details: Record<string, unknown>

  /** @param code empty for the error of a hook. */
  constructor(
    status: number,
    code: string,
    message: string,
    details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'AuthError'
    this.status = status
    this.code = code
    this.details = details
  }
}

/** A malformed request: 400 validation_failed. */
export function invalid(message: string): AuthError {
  return new AuthError(400, 'validation_failed', message)
}

/** A response that rolls the transaction back when it is thrown, as an AuthError does: a redirect with an error. */
export class RollbackWithResponse extends Error {
  readonly response: Response

  constructor(response: Response) {
    super('The call is undone')
    this.name = 'RollbackWithResponse'
    this.response = response
  }
}
