import { describe, expect, it } from 'vitest'
import { allAddresses, allForms } from '../support/addresses-and-forms'
import { type ReachableFunction, reachableFunctions, reachableTables } from '../support/data-api'
import {
  FOREIGN,
  isOf,
  isolatedOrganizations,
  MEMBERS,
  NAMES,
  type Organization,
  PEOPLE,
  type PersonName,
} from '../support/isolated-organizations'
import { operations, pathOf, validRequest } from '../support/operations'
import { suiteStack } from '../support/suite-stack'

// Five people and three organizations: no one sees a row, a name, or an address of an organization to which they do not belong,
// and no one changes one. The tables, functions, addresses, forms, and operations are those that exist.

const stack = suiteStack({ API_CALLS_PER_MINUTE: '100000' })
const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

const { people, organizations, secretsFrom } = isolatedOrganizations(stack)

const leaked = (text: string, secrets: string[]) => secrets.filter((secret) => text.includes(secret))

/** Every row of every table that belongs to an organization, and of the organizations. */
async function contents(): Promise<unknown> {
  const tables = (await reachableTables(sql)).filter(({ organization }) => organization)
  return await Promise.all(
    tables.map(({ name, organization }) =>
      sql(
        `select to_jsonb(r) as row from public.${name} as r where ${organization} = any ($1::uuid[]) order by r::text`,
        [
          `{${Object.values(organizations)
            .map(({ id }) => id)
            .join()}}`,
        ],
      ),
    ),
  )
}

async function callData(who: PersonName, path: string, method = 'GET', body?: unknown) {
  const { apiUrl, publishableKey } = stack.backend
  const response = await fetch(`${apiUrl}/rest/v1/${path}`, {
    method,
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${people[who].token}`,
      'content-type': 'application/json',
      prefer: 'return=representation',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

describe('by the data API', () => {
  it('everyone reads their own organizations, and nothing else in any table', async () => {
    const tables = (await reachableTables(sql)).filter(({ selected }) => selected.length > 0)
    expect(tables.length).toBeGreaterThan(5)
    for (const who of PEOPLE) {
      const seen: string[] = []
      for (const { name, selected } of tables) {
        const { status, text } = await callData(who, `${name}?select=${selected.join()}`)
        expect([who, name, status, leaked(text, secretsFrom(who))]).toEqual([who, name, 200, []])
        seen.push(text)
      }
      for (const name of NAMES.filter((own) => isOf(who, own)))
        expect(leaked(seen.join(), [organizations[name].slug, organizations[name].note])).toHaveLength(2)
    }
  })

  it('no one changes a row of a foreign organization', async () => {
    const before = await contents()
    for (const [who, name] of FOREIGN) {
      const { id } = organizations[name]
      for (const { name: table, organization, inserted, updated, selected } of await reachableTables(sql)) {
        if (!organization) continue
        const only = `${table}?${organization}=eq.${id}&select=${selected.join()}`
        const answers = [
          await callData(who, only, 'DELETE'),
          await callData(
            who,
            only,
            'PATCH',
            updated[0] ? { [updated[0]]: 'changed' } : { [organization]: id },
          ),
          await callData(who, `${table}?select=${selected.join()}`, 'POST', {
            ...Object.fromEntries(
              inserted.map((column) => [column, column === 'idempotency_key' ? id : 'added']),
            ),
            [organization]: id,
          }),
        ]
        for (const { text } of answers)
          expect([who, table, leaked(text, secretsFrom(who, [id]))]).toEqual([who, table, []])
      }
    }
    expect(await contents()).toEqual(before)
  })

  /** Functions that would end the session of the caller. */
  const ENDS_SESSION = ['delete_account', 'stop_sign_in', 'start_password_reset', 'finish_password_reset']

  /** Arguments that name a foreign organization and its members. With `everywhere`, each ID is that of the organization. */
  function foreignArguments(
    { args, name }: ReachableFunction,
    { id, slug, memberIds, noteId }: Organization,
    everywhere: boolean,
  ) {
    const argumentValue = (argument: ReachableFunction['args'][number]): unknown => {
      if (argument.first) return argument.first
      const uuid = everywhere || argument.name.includes('organization') ? id : memberIds[0]
      const values: Record<string, unknown> = {
        uuid,
        'uuid[]': memberIds,
        text: argument.name.includes('slug') ? slug : 'a text',
        integer: 100,
        bigint: Number(noteId),
        boolean: true,
        'timestamp with time zone': '2099-01-01T00:00:00Z',
        jsonb: {},
      }
      if (!(argument.type in values)) throw new Error(`Add a value of ${argument.type} for ${name}.`)
      return values[argument.type]
    }
    return Object.fromEntries(args.map((argument) => [argument.name, argumentValue(argument)]))
  }

  it('no function returns or changes anything of a foreign organization', async () => {
    const functions = await reachableFunctions(sql)
    expect(ENDS_SESSION.filter((name) => !functions.some((one) => one.name === name))).toEqual([])
    const before = await contents()
    for (const [who, name] of FOREIGN)
      for (const called of functions.filter(({ name: one }) => !ENDS_SESSION.includes(one)))
        for (const everywhere of [true, false]) {
          // What is left of an expired membership can be removed by its owner, who knows the organization.
          if (called.name === 'leave_organization' && who in MEMBERS[name]) continue
          const foreign = organizations[name]
          const { text } = await callData(
            who,
            `rpc/${called.name}`,
            'POST',
            foreignArguments(called, foreign, everywhere),
          )
          expect([who, called.name, leaked(text, secretsFrom(who, [foreign.id, foreign.slug]))]).toEqual([
            who,
            called.name,
            [],
          ])
        }
    expect(await contents()).toEqual(before)
    for (const who of PEOPLE)
      expect((await callData(who, 'rpc/session_assurance', 'POST', {})).text).toContain('sufficient')
  })
})

describe('by the pages and the API', () => {
  const addressesOf = ({ slug, memberIds, noteId }: Organization) =>
    allAddresses({
      '[slug]': slug,
      'o/[slug]': slug,
      'organizations/[slug]': slug,
      'members/[id]': memberIds[0] ?? '',
      'users/[id]': memberIds[0] ?? '',
      'notes/[id]': noteId,
    }).filter(({ path }) => path !== '/auth/signout')

  it.each([
    ['a page', {}],
    ['a payload', { rsc: '1' }],
  ])('no address contains anything of a foreign organization, requested as %s', async (_, headers) => {
    for (const [who, name] of FOREIGN) {
      const { slug } = organizations[name]
      for (const { path } of addressesOf(organizations[name])) {
        const response = await people[who].jar.copy().fetch(path, { headers })
        const text = await response.text()
        expect([who, path, leaked(text, secretsFrom(who, [slug]))]).toEqual([who, path, []])
        if (path.includes(`/${slug}`) && !('rsc' in headers))
          expect([who, path, response.status]).toEqual([who, path, expect.toBeOneOf([404, 405])])
      }
    }
  })

  it('everyone sees the pages of their own organizations', async () => {
    for (const who of PEOPLE)
      for (const name of NAMES.filter((own) => isOf(who, own))) {
        const { slug, note, name: title } = organizations[name]
        const text = await (await people[who].jar.copy().fetch(`/o/${slug}/notes`)).text()
        expect([who, name, leaked(text, [note, title])]).toEqual([who, name, [note, title]])
      }
  })

  it('no operation of the API reads or changes anything of a foreign organization, by cookie or token', async () => {
    const before = await contents()
    const ofOrganizations = operations.filter(({ path }) => path.includes('{slug}'))
    expect(ofOrganizations.length).toBeGreaterThan(5)
    for (const [who, name] of FOREIGN) {
      const { slug, memberIds, noteId } = organizations[name]
      const values = {
        '/api/organizations': () => slug,
        '/api/organizations/{slug}/members': () => memberIds[0] ?? '',
        '/api/organizations/{slug}/notes': () => noteId,
      }
      for (const operation of ofOrganizations) {
        const { method = 'GET', body } = validRequest(operation)
        const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) }
        const [path, type] = [pathOf(operation, values), { 'content-type': 'application/json' }]
        const byToken = await fetch(stack.app.url + path, {
          ...init,
          headers: { ...type, authorization: `Bearer ${people[who].token}` },
        })
        const byCookie = await people[who].jar
          .copy()
          .fetch(path, { ...init, headers: { ...type, origin: stack.app.url } })
        for (const response of [byToken, byCookie])
          expect([
            who,
            operation.name,
            response.status,
            leaked(await response.text(), secretsFrom(who)),
          ]).toEqual([who, operation.name, 404, []])
      }
    }
    expect(await contents()).toEqual(before)
  })

  it('no form of an organization does anything in a foreign one', async () => {
    const { slug } = organizations.first
    const pages = addressesOf(organizations.first).filter(
      ({ kind, path }) => kind === 'page' && path.startsWith(`/o/${slug}`),
    )
    // The owner sees every form.
    const forms = await allForms(
      pages.map((page) => ({ ...page, path: page.path.replace(people.owner.id, people.member.id) })),
      [people.owner.jar],
    )
    const bodies = forms
      .map(({ path, init }) => ({ path, body: () => init().body as FormData }))
      .filter(({ body }) => body().has('organization'))
    expect(bodies.length).toBeGreaterThan(7)
    const before = await contents()
    for (const [who, name] of FOREIGN) {
      const { slug: foreign, memberIds, noteId } = organizations[name]
      for (const { path, body } of bodies) {
        const form = body()
        form.set('organization', foreign)
        if (form.has('userId')) form.set('userId', memberIds[0] ?? '')
        if (form.has('id')) form.set('id', noteId)
        const response = await people[who].jar.copy().fetch(path.replace(slug, foreign), {
          method: 'POST',
          body: form,
          headers: { origin: stack.app.url },
        })
        // A rejected form comes back with what was sent.
        const sent = [...form.values()].join()
        const secrets = secretsFrom(who).filter((secret) => !sent.includes(secret))
        // Some lead to the second factor or to re-authentication first.
        expect([who, path, response.status, leaked(await response.text(), secrets)]).toEqual([
          who,
          path,
          expect.toBeOneOf([303, 404]),
          [],
        ])
      }
    }
    expect(await contents()).toEqual(before)
  })
})
