import { UNAVAILABLE_PAGE } from '../../utils/auth/routes.ts'
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

/**
 * Every form that these pages show in these browsers, once each, ready to send: this covers every Server Action with a form.
 * Throws if a page fails: its forms would be left out.
 */
export async function allForms(pages: Visit[], jars: BrowserJar[]): Promise<Visit[]> {
  const found = await Promise.all(
    jars.map(async (jar) => {
      const forms: ReturnType<typeof formsOf> = []
      // One at a time: many at once are too much for a busy machine.
      for (const { path } of pages) {
        const page = await jar.fetch(path)
        if (page.status >= 500 && path !== UNAVAILABLE_PAGE)
          throw new Error(`${path} responded with ${page.status}.`)
        if (page.ok) forms.push(...formsOf(await page.text(), path))
      }
      return forms
    }),
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
