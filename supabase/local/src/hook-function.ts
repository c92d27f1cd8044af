/**
 * The quoted name of the function that a hook's URI names, `pg-functions://postgres/<schema>/<function>`.
 *
 * @returns null for any other URI.
 */
export function hookFunction(uri: string): string | null {
  const name = '([a-zA-Z_][a-zA-Z0-9_]{0,62})'
  const [, schema, functionName] = new RegExp(`^pg-functions://[^/]*/${name}/${name}(?:/|$)`).exec(uri) ?? []
  return schema && functionName ? `"${schema}"."${functionName}"` : null
}
