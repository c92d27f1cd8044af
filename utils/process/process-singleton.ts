const PLACE = Symbol.for('once per process')
const shared: typeof globalThis & { [PLACE]?: Map<string, unknown> } = globalThis

/**
 * Stores one value for the whole process. Next.js bundles the middleware separately from the pages, so module variables exist
 * twice.
 *
 * @param name the name of the value.
 * @returns a function that returns the value, which is created on the first call.
 */
export function processSingleton<T>(name: string, make: () => T): () => T {
  return () => {
    shared[PLACE] ??= new Map()
    if (!shared[PLACE].has(name)) shared[PLACE].set(name, make())
    return shared[PLACE].get(name) as T
  }
}
