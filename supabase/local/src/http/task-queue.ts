/**
 * The embedded database has a single connection, and two simultaneous requests would share one transaction and
 * one role. So every use of it waits for the previous one.
 * @returns a function that runs tasks one after another and returns or throws what each does.
 */
export function createTaskQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = last.then(task)
    last = result.catch(() => undefined)
    return result
  }
}
