/** An error without its words: those of a backend or a library may hold an address, a token, or what was typed. */
export type DescribedError = {
  name: string
  code?: string
  /** What Next shows a browser in the error's place. */
  digest?: string
  stack: string[]
  cause?: DescribedError
}

const MAX_FRAMES = 12

/**
 * Says what an error is and where it comes from.
 *
 * @param error whatever was thrown.
 */
export function describeError(error: unknown, withCause = true): DescribedError {
  if (!(error instanceof Error)) return { name: 'Thrown', stack: [] }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const digest = 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined
  return {
    name: error.name,
    ...(code !== undefined && { code }),
    ...(digest !== undefined && { digest }),
    stack: framesOf(error),
    ...(withCause && error.cause !== undefined && { cause: describeError(error.cause, false) }),
  }
}

/** The lines of a stack that come after its message, which may have many lines itself; none where it is not known to end. */
function framesOf({ message, stack = '' }: Error): string[] {
  const at = stack.indexOf(message)
  if (at < 0) return []
  return stack
    .slice(at + message.length)
    .split('\n')
    .slice(1, MAX_FRAMES + 1)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .map((line) => line.replace(`${process.cwd()}/`, ''))
}
