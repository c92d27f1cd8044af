import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { isApiPath, routeAccess } from '@/utils/auth/routes'
import { type Options, readModule } from './source'

const ROOT = resolve(import.meta.dirname, '../..')

const MENTOR_ID = '10000000-0000-4000-8000-000000000002'
const ADMIN_ID = '10000000-0000-4000-8000-000000000003'

/** Values for the variable parts of paths, by the part or by the segment before it and the part. */
const VALUES: Record<string, string> = {
  '[[...path]]': 'nowhere',
  '[provider]': 'github',
  '[flow]': 'flow',
  'notes/[id]': '1',
  'o/[slug]': 'acme',
  '[token]': 'example-invitation-example-invitation-00000',
  'organizations/[slug]': 'acme',
  'members/[id]': MENTOR_ID,
  'users/[id]': ADMIN_ID,
  'avatars/[id]': ADMIN_ID,
}

export type Route = {
  path: string
  kind: 'page' | 'handler'
  access: ReturnType<typeof routeAccess>
  api: boolean
}

/**
 * Every path of the app, read from the folders of app/, so that a new page or handler is included automatically.
 *
 * @param values values for variable parts that replace the ones above.
 * @throws if a variable part has no value.
 */
export function allRoutes(values: Record<string, string> = {}): Route[] {
  return readdirSync(join(ROOT, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
    .map((file) => {
      const segments = file.split('/').slice(0, -1)
      const names = segments.filter((segment) => !segment.startsWith('('))
      const filled = names.map((name, at) => segmentValue(name, names[at - 1], { ...VALUES, ...values }))
      const path = `/${filled.join('/')}`
      return {
        path,
        kind: file.endsWith('page.tsx') ? 'page' : 'handler',
        access: routeAccess(path),
        api: isApiPath(path),
      }
    })
}

function segmentValue(segment: string, before: string | undefined, values: Record<string, string>): string {
  if (!segment.startsWith('[')) return segment
  const value = values[`${before}/${segment}`] ?? values[segment]
  if (value === undefined)
    throw new Error(`Add a value for '${before}/${segment}' to VALUES in tests/support/routes.ts.`)
  return value
}

const manifest = z.object({
  node: z.record(z.string(), z.object({ filename: z.string(), exportedName: z.string() })),
})

export type Action = {
  id: string
  name: string
  file: string
  /** It is called with the form only, without the previous state. */
  formFirst: boolean
  /** Its literal options (utils/forms/form-action.ts). */
  options: Options
}

/** Every Server Action of the last build, with its ID. */
export function allActions(): Action[] {
  const text = readFileSync(join(ROOT, '.next/server/server-reference-manifest.json'), 'utf8')
  return Object.entries(manifest.parse(JSON.parse(text)).node).map(
    ([id, { filename: named, exportedName }]) => {
      // In a copy of the project inside the project, the name starts with the folder of the copy.
      const filename = named.replace(/^\.recipes\/[^/]+\//, '')
      const source = { path: filename, text: readFileSync(join(ROOT, filename), 'utf8') }
      const made = readModule(source).exports.get(exportedName)
      if (made?.kind !== 'call') throw new Error(`Make ${exportedName} in ${filename} with formAction.`)
      const formFirst = made.of === 'plainFormAction'
      return { id, name: exportedName, file: filename, formFirst, options: made.options }
    },
  )
}

/** The names of all form fields in app/. */
export function allFields(): string[] {
  const texts = readdirSync(join(ROOT, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => readFileSync(join(ROOT, 'app', file), 'utf8'))
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/\bname="(\w+)"/g)].map(([, name = '']) => name))),
  ]
}

/** The body of a request that calls a Server Action with a form (encodeReply in react-server-dom). */
export function actionCall(
  { formFirst }: Action,
  fields: Iterable<readonly [string, string | File]>,
): FormData {
  const body = new FormData()
  for (const [name, value] of fields) body.append(`_1_${name}`, value)
  body.append('0', formFirst ? '["$K1"]' : '[{},"$K1"]')
  return body
}
