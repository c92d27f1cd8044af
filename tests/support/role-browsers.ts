import { afterAll, beforeAll, expect } from 'vitest'
import { BrowserJar } from './browser-jar'
import { postForm } from './html-form'
import { ADMIN, MEMBER, MENTOR, type Stack, type StackUser, signedIn, startStack } from './stack'
import { tableContents } from './table-contents'
import { insertUsers } from './users'

/** Was mentor and admin until a moment ago. */
const EXPIRED: StackUser = { ...MEMBER, name: 'Example Expired', email: 'example-expired@example.com' }

export type Role = 'guest' | 'member' | 'mentor' | 'expired' | 'admin'

export const EMAILS: Record<Role, string> = {
  guest: MEMBER.email,
  member: MEMBER.email,
  mentor: MENTOR.email,
  expired: EXPIRED.email,
  admin: ADMIN.email,
}

/** A stack with a browser for each role, for the tests of one file. `env`: further variables of the app. */
export function roleBrowsers(env: Record<string, string> = {}) {
  let stack: Stack
  let jars: Record<Role, BrowserJar>

  beforeAll(async () => {
    stack = await startStack(env)
    await insertUsers(stack.backend.sql, [EXPIRED.email], { metadata: { role: 'admin' } })
    await stack.backend.sql(
      `insert into public.user_roles (user_id, role, expires_at)
       select id, given::public.app_role, now() - interval '1 second' from auth.users, unnest(array['mentor', 'admin']) as given
       where email = $1`,
      [EXPIRED.email],
    )
    jars = {
      guest: new BrowserJar(stack.app.url),
      member: await signedIn(stack, MEMBER),
      mentor: await signedIn(stack, MENTOR),
      expired: await signedIn(stack, EXPIRED),
      admin: await signedIn(stack, ADMIN),
    }
  })
  afterAll(() => stack.close())

  async function denials(): Promise<number> {
    const [row] = await stack.backend.sql<{ count: number }>(
      `select count(*)::int as count from public.audit_log where type = 'access.denied'`,
    )
    return row?.count ?? 0
  }

  return {
    stack: () => stack,
    jars: () => jars,
    /** Posts an admin's form in another role's browser. Nothing may change, and a signed-in user's attempt is recorded. */
    async expectForbidden(who: Role, path: string, form: FormData, to?: string): Promise<void> {
      const before = await tableContents(stack.backend.sql)
      const deniedBefore = await denials()
      const response = await postForm(jars[who], path, form)
      expect(response.status).toBe(who === 'guest' || to ? 303 : 404)
      if (who !== 'guest' && to) expect(response.headers.get('location')).toBe(`${to}?notice=forbidden`)
      if (who === 'guest') expect(response.headers.get('location')).toMatch(/^\/login(\?redirectedFrom=|$)/)
      expect(await tableContents(stack.backend.sql)).toEqual(before)
      expect(await denials()).toBe(deniedBefore + (who === 'guest' ? 0 : 1))
    },
  }
}
