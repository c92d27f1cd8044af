/**
 * Waits for a result for at most `ms` milliseconds. The work itself is not aborted.
 *
 * @throws a TimeoutError after that time, otherwise what `result` rejects with.
 */
export async function withTimeout<T>(ms: number, result: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('time is up', 'TimeoutError')), ms)
  })
  return await Promise.race([result, timeUp]).finally(() => clearTimeout(timer))
}
