/**
 * The embedded database has a single connection, and two requests on it at once would share one transaction and with
 * it one role. So every use of it waits for the one before.
 * @returns a function that runs tasks one after another and passes on what each returns or throws.
 */
export function createTaskQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = last.then(task)
    last = result.catch(() => undefined)
    return result
  }
}
