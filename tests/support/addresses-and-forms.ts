import type { BrowserJar } from './browser-jar.ts'
import { formsOf, TYPED_VALUES } from './html-form.ts'
import { allRoutes } from './routes.ts'

/** A request that a browser can send to this app. */
export type Visit = {
  kind: 'page' | 'handler' | 'action'
  /** Method and path, for messages. */
  name: string
  path: string
  /** The names of the fields that hold TYPED_VALUES. */
  fields: string[]
  /** Creates a new body for every request: a body can be sent only once. */
  init: () => RequestInit
}

/**
 * A request for every page and a GET of every handler of the app.
 *
 * @param values see allRoutes.
 */
export function allAddresses(values: Record<string, string>): Visit[] {
  return allRoutes(values).map(({ path, kind }) => ({
    kind,
    name: `GET ${path}`,
    path,
    fields: [],
    init: () => ({}),
  }))
}

/** Every form that these pages show in these browsers, once each, ready to send: this covers every Server Action with a form. */
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

function copyOf(form: FormData): FormData {
  const copy = new FormData()
  for (const [name, value] of form) copy.append(name, value)
  return copy
}
