import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { isApiPath, routeAccess } from '@/utils/auth/routes'
import { type Options, readModule } from './source'

const ROOT = resolve(import.meta.dirname, '../..')

/** What stands for a part of an address that varies. */
const SEGMENTS: Record<string, string> = {
  '[[...path]]': 'nowhere',
  '[provider]': 'github',
  '[flow]': 'flow',
  '[id]': '1',
}

const ADMIN_ID = '10000000-0000-4000-8000-000000000003'

export type Route = {
  path: string
  kind: 'page' | 'handler'
  access: ReturnType<typeof routeAccess>
  api: boolean
}

/** Every address that the application has, read from the folders of app/: what is new is among them by itself. */
export function allRoutes(): Route[] {
  return readdirSync(join(ROOT, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
    .map((file) => {
      const segments = file.split('/').slice(0, -1)
      const names = segments.filter((segment) => !segment.startsWith('('))
      const path = `/${names.map(filled).join('/')}`.replace('/admin/users/1', `/admin/users/${ADMIN_ID}`)
      return {
        path,
        kind: file.endsWith('page.tsx') ? 'page' : 'handler',
        access: routeAccess(path),
        api: isApiPath(path),
      }
    })
}

function filled(segment: string): string {
  if (!segment.startsWith('[')) return segment
  const value = SEGMENTS[segment]
  if (!value) throw new Error(`What stands for ${segment}?`)
  return value
}

const manifest = z.object({
  node: z.record(z.string(), z.object({ filename: z.string(), exportedName: z.string() })),
})

export type Action = {
  id: string
  name: string
  file: string
  /** It is called with the form alone, and not with the state before it. */
  formFirst: boolean
  /** Its literal options (utils/forms/form-action.ts). */
  options: Options
}

/** Every Server Action of the last build, with the id by which a browser calls it. */
export function allActions(): Action[] {
  const text = readFileSync(join(ROOT, '.next/server/server-reference-manifest.json'), 'utf8')
  return Object.entries(manifest.parse(JSON.parse(text)).node).map(([id, { filename, exportedName }]) => {
    const source = { path: filename, text: readFileSync(join(ROOT, filename), 'utf8') }
    const made = readModule(source).exports.get(exportedName)
    if (made?.kind !== 'call') throw new Error(`Make ${exportedName} in ${filename} with formAction.`)
    const formFirst = made.of === 'plainFormAction'
    return { id, name: exportedName, file: filename, formFirst, options: made.options }
  })
}

/** Every name that a field of a form of ours has. */
export function allFields(): string[] {
  const texts = readdirSync(join(ROOT, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => readFileSync(join(ROOT, 'app', file), 'utf8'))
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/\bname="(\w+)"/g)].map(([, name = '']) => name))),
  ]
}

/** What a browser sends for a Server Action that is called with a form (encodeReply in react-server-dom). */
export function actionCall({ formFirst }: Action, fields: Iterable<readonly [string, string]>): FormData {
  const body = new FormData()
  for (const [name, value] of fields) body.append(`_1_${name}`, value)
  body.append('0', formFirst ? '["$K1"]' : '[{},"$K1"]')
  return body
}
