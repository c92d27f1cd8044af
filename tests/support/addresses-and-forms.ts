import type { BrowserJar } from './browser-jar.ts'
import { formsOf, TYPED_VALUES } from './html-form.ts'
import { sourcesIn } from './source.ts'

/** A request that a browser can make of this application. */
export type Visit = {
  kind: 'page' | 'handler' | 'action'
  /** Method and address, for a reader. */
  name: string
  path: string
  /** What a person has filled in, by the fields' names. */
  fields: string[]
  /** Made anew for every request: a body can be sent only once. */
  init: () => RequestInit
}

/** What stands for the parts of an address that vary. */
export type Segments = Record<string, string>

/** A visit to every page and a GET of every handler that the source has. Throws when a varying part has no value. */
export function allAddresses(segments: Segments): Visit[] {
  return sourcesIn('app')
    .filter(({ path }) => /\/(page\.tsx|route\.ts)$/.test(path))
    .map(({ path }) => {
      const parts = path.split('/').slice(1, -1)
      const named = parts.filter((part) => !part.startsWith('(') && !part.startsWith('[['))
      const address = `/${named.map((part, at) => filledIn(part, named[at - 1] ?? '', segments)).join('/')}`
      const kind = path.endsWith('.ts') ? 'handler' : 'page'
      return { kind, name: `GET ${address}`, path: address, fields: [], init: () => ({}) }
    })
}

/** Every form that these pages show to these people, once, as it is sent: each Server Action is among them. */
export async function allForms(pages: Visit[], jars: BrowserJar[]): Promise<Visit[]> {
  const found = await Promise.all(
    jars.flatMap((jar) =>
      pages.map(async ({ path }) => {
        const page = await jar.fetch(path)
        return page.ok ? formsOf(await page.text(), path) : []
      }),
    ),
  )
  const visits = found.flat().map(({ to, body }): [string, Visit] => [
    [to, ...[...body].filter(([name]) => name !== '$ACTION_KEY').join()].join(),
    {
      kind: 'action',
      name: `POST ${to}`,
      path: to,
      fields: [...body].flatMap(([name, value]) => (value === TYPED_VALUES ? [name] : [])),
      init: () => ({ method: 'POST', body: copyOf(body), headers: { origin: jars[0]?.origin ?? '' } }),
    },
  ])
  return [...new Map(visits).values()]
}

function filledIn(part: string, before: string, segments: Segments): string {
  if (!part.startsWith('[')) return part
  const value = segments[`${before}/${part}`]
  if (value === undefined) throw new Error(`No value for ${before}/${part}`)
  return value
}

function copyOf(form: FormData): FormData {
  const copy = new FormData()
  for (const [name, value] of form) copy.append(name, value)
  return copy
}
