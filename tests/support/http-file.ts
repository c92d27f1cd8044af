export type HttpExchange = { title: string; method: string; url: string; status: number; body: unknown }

/**
 * Runs a `.http` file as an editor's HTTP client does: `@name = value` sets a variable, `###` starts a request, `# @name` names
 * its response, and `{{name.response.body.path}}` is a value from it.
 *
 * @param overrides variables that replace those of the file.
 * @returns the requests and responses, in order. Throws if a request names a value that does not exist.
 */
export async function runHttpFile(text: string, overrides: Record<string, string>): Promise<HttpExchange[]> {
  const [head = '', ...requests] = text.split(/^###/m)
  const own = [...head.matchAll(/^@(\w+) *= *(.+)$/gm)].map(([, name = '', value = '']) => [
    name,
    value.trim(),
  ])
  const variables: Record<string, unknown> = { ...Object.fromEntries(own), ...overrides }
  const exchanges: HttpExchange[] = []

  for (const request of requests) {
    const [title = '', ...lines] = fill(request, variables).split('\n')
    const name = lines.map((line) => /^# @name (\w+)/.exec(line)?.[1]).find(Boolean)
    const [start = '', ...rest] = lines.filter((line) => !line.startsWith('#'))
    const [method = '', url = ''] = start.split(' ')
    const empty = rest.indexOf('')
    const headers = rest.slice(0, empty).map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string])
    const body = rest.slice(empty).join('\n').trim()
    const response = await fetch(url, { method, headers, ...(body && { body }) })
    const answered = await response.text()
    const json: unknown = answered ? JSON.parse(answered) : undefined
    if (name) variables[name] = { response: { body: json } }
    exchanges.push({ title: title.trim(), method, url, status: response.status, body: json })
  }
  return exchanges
}

function fill(text: string, variables: Record<string, unknown>): string {
  return text.replace(/\{\{([\w.]+)\}\}/g, (_, path: string) => {
    const value = path
      .split('.')
      .reduce<unknown>(
        (from, key) => (from instanceof Object ? Reflect.get(from, key) : undefined),
        variables,
      )
    if (value === undefined) throw new Error(`There is no ${path}.`)
    return String(value)
  })
}
