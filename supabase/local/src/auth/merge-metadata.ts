type Metadata = Record<string, unknown> | null

/** Metadata with some keys changed; a value of null removes its key. */
export function mergeMetadata(metadata: Metadata, changes: object): Record<string, unknown> {
  const merged = { ...metadata, ...changes }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
}
