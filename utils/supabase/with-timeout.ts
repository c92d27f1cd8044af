/**
 * Waits for a result, but no longer than `ms` milliseconds. What it stands for may go on.
 *
 * @throws a TimeoutError when the time is up, else what `result` rejects with.
 */
export async function withTimeout<T>(ms: number, result: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('time is up', 'TimeoutError')), ms)
  })
  return await Promise.race([result, timeUp]).finally(() => clearTimeout(timer))
}
