import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { routeAccess } from '../../utils/auth/routes.ts'
import { ACCOUNT } from './page-states/account.ts'
import { ADMIN_AREA } from './page-states/admin.ts'
import { COMMUNITY } from './page-states/community.ts'
import { NOTES } from './page-states/notes.ts'
import { ORGANIZATIONS } from './page-states/organizations.ts'
import { PASSKEYS } from './page-states/passkeys.ts'
import { PUBLIC } from './page-states/public.ts'
import { SECOND_FACTOR } from './page-states/second-factor.ts'
import { SIGNED_OUT } from './page-states/signed-out.ts'
import { at, state } from './page-states/state.ts'
import { TIMEOUTS } from './page-states/timeouts.ts'
import { TWO_FACTOR } from './page-states/two-factor.ts'

export type { PageState } from './page-states/state.ts'

const APP = resolve(import.meta.dirname, '../../app')

/** Whether a path belongs to a page's file: brackets stand for one segment, parentheses for none. */
export function isAddressOf(file: string, address: string): boolean {
  const segments = file.split('/').slice(0, -1)
  const wanted = segments
    .filter((segment) => !segment.startsWith('('))
    .map((segment) => (segment.startsWith('[') ? '/[^/]+' : `/${segment}`))
  return new RegExp(`^${wanted.join('') || '/'}$`).test(new URL(address).pathname)
}

const STATES = [
  ...PUBLIC,
  ...SIGNED_OUT,
  ...COMMUNITY,
  ...NOTES,
  ...ACCOUNT,
  ...TWO_FACTOR,
  ...SECOND_FACTOR,
  ...TIMEOUTS,
  ...PASSKEYS,
  ...ORGANIZATIONS,
  ...ADMIN_AREA,
].filter(({ file }) => existsSync(join(APP, file)))

/** A page without an entry above and without a variable part is opened once, as the user who has access. */
const DEFAULT_STATES = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|\/)page\.tsx$/.test(file) && !file.includes('['))
  .filter((file) => !STATES.some((known) => known.file === file))
  .map((file) => {
    const segments = file.split('/').slice(0, -1)
    const path = `/${segments.filter((segment) => !segment.startsWith('(')).join('/')}`
    const role = routeAccess(path) === 'protected' ? 'member' : 'guest'
    return state(file, path.slice(1).replaceAll('/', '-'), role, at(path))
  })

/** Every page of the application, in every state worth looking at. States of removed pages are ignored. */
export const PAGE_STATES = [...STATES, ...DEFAULT_STATES]
