const PLACE = Symbol.for('once per process')
const shared: typeof globalThis & { [PLACE]?: Map<string, unknown> } = globalThis

/**
 * Keeps one value for the whole process. Next bundles the middleware apart from the pages, so a variable of a module is there
 * twice; what they share has to stand elsewhere.
 *
 * @param name what the value is kept under.
 * @returns a function that gives the value, made when it is asked for first.
 */
export function processSingleton<T>(name: string, make: () => T): () => T {
  return () => {
    shared[PLACE] ??= new Map()
    if (!shared[PLACE].has(name)) shared[PLACE].set(name, make())
    return shared[PLACE].get(name) as T
  }
}
