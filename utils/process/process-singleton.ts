const KEY = Symbol.for('process singletons')
const shared: typeof globalThis & { [KEY]?: Map<string, unknown> } = globalThis

/**
 * Stores one value for the whole process. Next.js bundles the middleware separately from the pages, so module variables exist
 * twice.
 *
 * @param name the name of the value.
 * @returns a function that returns the value, which is created on the first call.
 */
export function processSingleton<T>(name: string, make: () => T): () => T {
  return () => {
    shared[KEY] ??= new Map()
    if (!shared[KEY].has(name)) shared[KEY].set(name, make())
    return shared[KEY].get(name) as T
  }
}
