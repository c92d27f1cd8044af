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

/** Server Actions that people without a session need. Every other one is behind a guard. */
const PUBLIC_ACTIONS = new Set([
  'app/(auth)/check-email/actions.ts enterCode',
  'app/(auth)/check-email/actions.ts resendMail',
  'app/(auth)/confirm/actions.ts confirmEmailLink',
  'app/(auth)/forgot-password/actions.ts forgotPassword',
  'app/(auth)/login/actions.ts login',
  'app/(auth)/magic-link/actions.ts sendMagicLink',
  'app/(auth)/reset-password/actions.ts cancelReset',
  'app/(auth)/reset-password/actions.ts resetPassword',
  'app/(auth)/signup/actions.ts signup',
  'app/theme/actions.ts chooseTheme',
])

/**
 * What a session that was left open is not enough for (OWASP ASVS 5.0, 7.5.1). `asks`: the action takes the current password in
 * place of a recent login; tests/integration/re-authentication.test.ts leaves it out.
 */
const RE_AUTHENTICATED: Record<string, 'recent' | 'asks'> = {
  'app/(protected)/account/data/delete/actions.ts deleteAccount': 'recent',
  'app/(protected)/account/email/actions.ts changeEmail': 'recent',
  'app/(protected)/account/password/actions.ts changePassword': 'asks',
  'app/(protected)/account/sign-in-methods/actions.ts removeMethod': 'recent',
}

/** Every other action of the account, and why the session is enough. */
const SESSION_ENOUGH: Record<string, string> = {
  'app/(protected)/account/actions.ts changeName': 'opens nothing',
  'app/(protected)/account/email/actions.ts cancelEmailChange': 'takes back',
  'app/(protected)/account/email/actions.ts confirmEmailChange': 'the code is the proof',
  'app/(protected)/account/email/actions.ts resendEmailChange':
    'mails what was asked for with a recent login',
  'app/(protected)/account/reauthenticate/actions.ts confirmWithCode': 'is the re-authentication',
  'app/(protected)/account/reauthenticate/actions.ts confirmWithPassword': 'is the re-authentication',
  'app/(protected)/account/reauthenticate/actions.ts mailCode': 'is the re-authentication',
  'app/(protected)/account/sessions/actions.ts endAllSessions': 'closes',
  'app/(protected)/account/sessions/actions.ts endOneSession': 'closes',
  'app/(protected)/account/sessions/actions.ts endOtherSessions': 'closes',
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** What is neither public nor behind a guard in a file of app/. */
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
  const actions = [...module.exports.keys()].filter((name) => !PUBLIC_ACTIONS.has(`${path} ${name}`))
  return missing(path, module, actions)
}

function missing(path: string, module: Module, names: string[]): string[] {
  return names.filter((name) => !isGuarded(module, module.exports.get(name))).map((name) => `${path} ${name}`)
}

function isGuarded(module: Module, exported: Exported | undefined): boolean {
  if (exported?.kind === 'call') {
    const from = { endpoint: '@/utils/api/', methodsNotAllowed: '@/utils/request/method-not-allowed' }[
      exported.of
    ]
    return from !== undefined && isImported(module, exported.of, from)
  }
  if (exported?.kind !== 'function') return false
  return awaitedFirst(exported.node).some(
    (name) => /^require(?!SignedOut)[A-Z]/.test(name) && isImported(module, name, '@/utils/auth/'),
  )
}

function isImported({ imports }: Module, name: string, from: string): boolean {
  return imports.some((line) => line.from.startsWith(from) && line.names.includes(name))
}

/** Whether the address of a page or handler is in the public list. A segment that varies never is. */
function isPublic(path: string): boolean {
  const segments = path.split('/').slice(1, -1)
  const address = `/${segments.filter((segment) => !segment.startsWith('(')).join('/')}`
  return routeAccess(address) !== 'protected'
}

describe('every page, Server Action and route handler', () => {
  const sources = sourcesIn('app')

  test('is public by name or behind a guard', () => {
    expect(sources.flatMap(unguarded)).toEqual([])
  })

  test('there are some of each, and the list names no action that is gone', () => {
    const count = (end: string) => sources.filter(({ path }) => path.endsWith(end)).length
    expect([count('/page.tsx'), count('/actions.ts'), count('/route.ts')].every((found) => found > 2)).toBe(
      true,
    )
    const there = sources.flatMap((source) =>
      [...readModule(source).exports.keys()].map((name) => `${source.path} ${name}`),
    )
    expect([...PUBLIC_ACTIONS].filter((action) => !there.includes(action))).toEqual([])
  })
})

describe('re-authentication', () => {
  const actions = sourcesIn('app/(protected)/account')
    .filter(({ path }) => path.endsWith('/actions.ts'))
    .flatMap((source) => {
      const module = readModule(source)
      return [...module.exports].map(([name, exported]) => ({
        name: `${source.path} ${name}`,
        module,
        exported,
      }))
    })

  test('is asked for by an action of the account, or it is said why not', () => {
    const listed = [...Object.keys(RE_AUTHENTICATED), ...Object.keys(SESSION_ENOUGH)].sort()
    expect(actions.map(({ name }) => name).sort()).toEqual(listed)
  })

  test.each(Object.entries(RE_AUTHENTICATED))('comes first in %s (%s)', (wanted, how) => {
    const action = actions.find(({ name }) => name === wanted)
    expect(action?.exported.kind).toBe('function')
    if (action?.exported.kind !== 'function') return
    expect(
      isImported(
        action.module,
        'requireRecentSignIn',
        '@/utils/auth/reauthentication/require-recent-sign-in',
      ),
    ).toBe(true)
    const [first] = awaitedFirst(action.exported.node)
    expect(first).toBe(how === 'recent' ? 'requireRecentSignIn' : 'requireAccount')
  })
})

describe('the walk notices', () => {
  const guards = `import { requireUser, requirePermission } from '@/utils/auth/guards'\n`
  const action = (body: string, head = guards) =>
    `'use server'\n${head}export async function act(x: FormData) { ${body} }`

  it.each([
    ['a page without a guard', 'app/x/page.tsx', 'export default async function P() { return <p>x</p> }'],
    ['a page below a public one', 'app/community/x/page.tsx', 'export default function P() { return null }'],
    ['a page that is an arrow function', 'app/x/page.tsx', 'export default () => null'],
    [
      'a page for guests only in a protected place',
      'app/x/page.tsx',
      `import { requireSignedOut } from '@/utils/auth/guards'\nexport default async function P() { await requireSignedOut('') }`,
    ],
    ['an action without a guard', 'app/(auth)/login/actions.ts', action('return 1')],
    ['an action on a public page', 'app/community/actions.ts', action('return 1')],
    ['a guard that is not awaited', 'app/x/actions.ts', action('requireUser(); return 1')],
    ['a guard under a condition', 'app/x/actions.ts', action('if (x) await requireUser()')],
    ['a guard inside try', 'app/x/actions.ts', action('try { await requireUser() } catch {}')],
    [
      'a guard in another function',
      'app/x/actions.ts',
      action('const later = async () => { await requireUser() }'),
    ],
    ['a guard in a comment', 'app/x/actions.ts', action('/* await requireUser() */ return 1')],
    [
      'a guard of its own making',
      'app/x/actions.ts',
      action('await requireUser()', 'async function requireUser() {}\n'),
    ],
    [
      'a guard from elsewhere',
      'app/x/actions.ts',
      action('await requireUser()', `import { requireUser } from './mine'\n`),
    ],
    [
      'an exported constant among actions',
      'app/x/actions.ts',
      `'use server'\nexport const act = async () => 1`,
    ],
    ['a handler without a guard', 'app/x/route.ts', 'export function POST() { return new Response() }'],
    [
      'a handler under another name',
      'app/x/route.ts',
      'function h() { return new Response() }\nexport { h as DELETE }',
    ],
    ['a handler from elsewhere', 'app/api/x/route.ts', `export { GET } from './other'`],
    [
      'a public endpoint in a protected place',
      'app/api/x/route.ts',
      `import { publicEndpoint } from '@/utils/api/endpoint'\nexport const { GET } = publicEndpoint({})`,
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
    ['a guarded action', 'app/x/actions.ts', action(`await requirePermission('users.manage'); return 1`)],
    [
      'a guarded handler',
      'app/x/route.ts',
      `${guards}export async function GET() { await requireUser(); return new Response() }`,
    ],
    [
      'an endpoint of the API',
      'app/api/x/route.ts',
      `import { endpoint } from '@/utils/api/endpoint'\nexport const { GET, POST } = endpoint({})`,
    ],
  ])('nothing wrong with %s', (_, path, text) => {
    expect(unguarded({ path, text })).toEqual([])
  })
})
