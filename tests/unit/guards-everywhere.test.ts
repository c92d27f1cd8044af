import { describe, expect, it, test } from 'vitest'
import { routeAccess } from '@/utils/auth/routes'
import {
  awaitedFirst,
  type Exported,
  type Module,
  readModule,
  type Source,
  sourcesIn,
} from '../support/source'

/** Where a Server Action may declare `session: 'none'`. */
const PUBLIC_ACTIONS = /^app\/(\(auth\)|theme)\//

/** The only pages and actions for a session that lacks its second factor. */
const SECOND_FACTOR = /^app\/\(auth\)\/mfa\//

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** What is neither public nor guarded in a file of app/. */
function unguarded(source: Source): string[] {
  const module = readModule(source)
  const { path } = source
  if (/\/page\.tsx$/.test(path)) return isPublic(path) ? [] : missing(path, module, ['default'])
  if (/\/route\.ts$/.test(path)) {
    if (isPublic(path)) return []
    return missing(
      path,
      module,
      [...module.exports.keys()].filter((name) => METHODS.has(name)),
    )
  }
  if (module.directive !== 'use server') return []
  return [...module.exports].flatMap(([name, exported]) =>
    actionProblems(path, module, exported).map((problem) => `${path} ${name}: ${problem}`),
  )
}

/** The problems with the guards of a Server Action, according to its options. */
function actionProblems(path: string, module: Module, exported: Exported): string[] {
  const isWrapped =
    exported.kind === 'call' &&
    ['formAction', 'plainFormAction'].includes(exported.of) &&
    isImported(module, exported.of, '@/utils/forms/form-action')
  if (!isWrapped) return ['make it with formAction']
  const { session, recentSignIn } = exported.options
  if (typeof session !== 'string') return ['write its session as a literal']
  if (session === 'mfa-pending' && !SECOND_FACTOR.test(path))
    return ["session: 'mfa-pending' is for the second factor alone"]
  if (session === 'none' && !PUBLIC_ACTIONS.test(path)) return ["session: 'none' is for sign-in pages alone"]
  const isOfAccount = path.startsWith('app/(protected)/account/')
  return isOfAccount && recentSignIn === undefined ? ['say whether it requires a recent sign-in'] : []
}

function missing(path: string, module: Module, names: string[]): string[] {
  return names
    .filter((name) => !isGuarded(path, module, module.exports.get(name)))
    .map((name) => `${path} ${name}`)
}

function isGuarded(path: string, module: Module, exported: Exported | undefined): boolean {
  if (exported?.kind === 'call') {
    const from = { endpoint: '@/utils/api/endpoint', browserRoute: '@/utils/request/browser-route' }[
      exported.of
    ]
    return from !== undefined && isImported(module, exported.of, from)
  }
  if (exported?.kind !== 'function') return false
  return awaitedFirst(exported.node).some(
    (name) =>
      /^require(?!SignedOut)[A-Z]/.test(name) &&
      (name !== 'requirePendingMfa' || SECOND_FACTOR.test(path)) &&
      isImported(module, name, '@/utils/auth/'),
  )
}

function isImported({ imports }: Module, name: string, from: string): boolean {
  return imports.some((line) => line.from.startsWith(from) && line.names.includes(name))
}

/** Whether the path of a page or handler is public. A variable segment never is. */
function isPublic(path: string): boolean {
  const segments = path.split('/').slice(1, -1)
  const address = `/${segments.filter((segment) => !segment.startsWith('(')).join('/')}`
  return routeAccess(address) !== 'protected'
}

describe('every page, Server Action and route handler', () => {
  const sources = sourcesIn('app')

  test('is public by its path or guarded', () => {
    expect(sources.flatMap(unguarded)).toEqual([])
  })

  test('exists in each kind', () => {
    const count = (end: string) => sources.filter(({ path }) => path.endsWith(end)).length
    expect([count('/page.tsx'), count('/actions.ts'), count('/route.ts')].every((found) => found > 2)).toBe(
      true,
    )
  })
})

describe('operations that need more than a session (OWASP ASVS 5.0, 7.5.1)', () => {
  test('require a recent sign-in', () => {
    const requiring = sourcesIn('app/(protected)/account').flatMap((source) =>
      [...readModule(source).exports].flatMap(([name, exported]) =>
        exported.kind === 'call' && exported.options.recentSignIn
          ? [[name, exported.options.recentSignIn]]
          : [],
      ),
    )
    expect(Object.fromEntries(requiring)).toMatchObject({
      changeEmail: true,
      changePassword: 'or-current-password',
      deleteAccount: true,
      removeMethod: true,
      startSetup: true,
      removeAuthenticator: true,
      createRecoveryCodes: true,
    })
  })
})

describe('the check detects', () => {
  const guards = `import { requireUser, requirePermission } from '@/utils/auth/guards'\n`
  const action = (options: string, { of = 'formAction', from = '@/utils/forms/form-action' } = {}) =>
    `'use server'\nimport { ${of} } from '${from}'\nexport const act = ${of}(${options}, async () => ({}))`
  const page = (body: string, head = guards) =>
    `${head}export default async function P(x: Props) { ${body}; return null }`
  const REQUIRED = `{ session: 'required' }`

  it.each([
    ['a page without a guard', 'app/x/page.tsx', 'export default async function P() { return <p>x</p> }'],
    ['a page below a public one', 'app/about/x/page.tsx', 'export default function P() { return null }'],
    ['a page that is an arrow function', 'app/x/page.tsx', 'export default () => null'],
    [
      'a signed-out page in a protected folder',
      'app/x/page.tsx',
      `import { requireSignedOut } from '@/utils/auth/guards'\nexport default async function P() { await requireSignedOut('') }`,
    ],
    [
      'an action without the wrapper',
      'app/x/actions.ts',
      `'use server'\n${guards}export async function act() { await requireUser() }`,
    ],
    ['another wrapper', 'app/x/actions.ts', action(REQUIRED, { of: 'act2' })],
    ['a wrapper from elsewhere', 'app/x/actions.ts', action(REQUIRED, { from: './mine' })],
    ['a wrapper without a session', 'app/x/actions.ts', action('{}')],
    ['a computed session', 'app/x/actions.ts', action('{ session: choose() }')],
    ['options from elsewhere', 'app/x/actions.ts', action('options')],
    ['spread options', 'app/x/actions.ts', action(`{ session: 'required', ...options }`)],
    ['a public action on a public page', 'app/about/actions.ts', action(`{ session: 'none' }`)],
    ['a public action on a protected page', 'app/(protected)/x/actions.ts', action(`{ session: 'none' }`)],
    [
      'an account action that does not say whether a session is enough',
      'app/(protected)/account/x/actions.ts',
      action(REQUIRED),
    ],
    [
      'an exported constant among actions',
      'app/x/actions.ts',
      `'use server'\nexport const act = async () => 1`,
    ],
    [
      'a page that a session without its second factor may open',
      'app/x/page.tsx',
      `import { requirePendingMfa } from '@/utils/auth/mfa/require-aal2'\nexport default async function P() { await requirePendingMfa('') }`,
    ],
    [
      'an action that a session without its second factor may call',
      'app/x/actions.ts',
      action(`{ session: 'mfa-pending' }`),
    ],
    ['a page with a guard that is not awaited', 'app/x/page.tsx', page('requireUser()')],
    ['a page with a guard under a condition', 'app/x/page.tsx', page('if (x) await requireUser()')],
    ['a page with a guard inside try', 'app/x/page.tsx', page('try { await requireUser() } catch {}')],
    [
      'a page with a guard in another function',
      'app/x/page.tsx',
      page('const later = async () => { await requireUser() }'),
    ],
    ['a page with a guard in a comment', 'app/x/page.tsx', page('/* await requireUser() */')],
    [
      'a page with a custom guard',
      'app/x/page.tsx',
      page('await requireUser()', 'async function requireUser() {}\n'),
    ],
    [
      'a page with a guard from elsewhere',
      'app/x/page.tsx',
      page('await requireUser()', `import { requireUser } from './mine'\n`),
    ],
    ['a handler without a guard', 'app/x/route.ts', 'export function POST() { return new Response() }'],
    [
      'a handler under another name',
      'app/x/route.ts',
      'function h() { return new Response() }\nexport { h as DELETE }',
    ],
    ['a handler from elsewhere', 'app/api/x/route.ts', `export { GET } from './other'`],
    [
      'a public endpoint in a protected folder',
      'app/api/x/route.ts',
      `import { publicEndpoint } from '@/utils/api/endpoint'\nexport const { GET } = publicEndpoint({})`,
    ],
    [
      'a public browser route in a protected folder',
      'app/x/route.ts',
      `import { publicBrowserRoute } from '@/utils/request/browser-route'\nexport const { GET } = publicBrowserRoute({})`,
    ],
  ])('%s', (_, path, text) => {
    expect(unguarded({ path, text })).toHaveLength(1)
  })

  it.each([
    [
      'a guarded page',
      'app/x/page.tsx',
      `${guards}export default async function P() { const u = await requireUser(); return u }`,
    ],
    ['a public page', 'app/(auth)/login/page.tsx', 'export default function P() { return null }'],
    ['an action that requires a session', 'app/x/actions.ts', action(REQUIRED)],
    ['a public sign-in action', 'app/(auth)/x/actions.ts', action(`{ session: 'none', limiter: 'login' }`)],
    [
      'an account action for which a session is enough',
      'app/(protected)/account/x/actions.ts',
      action(`{ session: 'account', recentSignIn: false }`),
    ],
    [
      'a guarded handler',
      'app/x/route.ts',
      `${guards}export async function GET() { await requireUser(); return new Response() }`,
    ],
    [
      'a handler for browsers',
      'app/x/route.ts',
      `import { browserRoute } from '@/utils/request/browser-route'\nexport const { GET, POST } = browserRoute({})`,
    ],
    [
      'an endpoint of the API',
      'app/api/x/route.ts',
      `import { endpoint } from '@/utils/api/endpoint'\nexport const { GET, POST } = endpoint({})`,
    ],
  ])('the check accepts %s', (_, path, text) => {
    expect(unguarded({ path, text })).toEqual([])
  })
})
