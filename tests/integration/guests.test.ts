import { createClient } from '@supabase/supabase-js'
import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../utils/supabase/database.types.ts'
import { BrowserJar } from '../support/browser-jar'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import { connectCallback, oauthCallback } from '../support/oauth'
import { MEMBER, MENTOR, readSession, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { HANG_MS } from '../support/timeouts'

const stack = suiteStack({}, { anonymousSignIns: true })
const PAGE = '/account/guest'
const START = 'Try it without an account'

let number = 0
const newEmail = () => `guest-${++number}@example.com`

const pathOf = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')
const textOf = async (jar: BrowserJar, path: string) => (await jar.open(path)).response.text()
const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)
const notesOf = async (userId: string) =>
  (await sql<{ note: string }>('select note from public.notes where user_id = $1 order by id', [userId])).map(
    ({ note }) => note,
  )
const idOf = async ({ email }: { email: string }) =>
  (await sql<{ id: string }>('select id from auth.users where email = $1', [email]))[0]?.id ?? ''
const claimsOf = (jar: BrowserJar) => decodeJwt(readSession(jar, stack.cookieName).access_token)
const exists = async (id: string) => (await sql('select 1 from auth.users where id = $1', [id])).length === 1

const isOffered = async (path: string) => (await textOf(new BrowserJar(stack.app.url), path)).includes(START)
// The application hides the button until it knows the Auth server's settings.
beforeAll(() => vi.waitUntil(() => isOffered('/signup'), HANG_MS))

async function startGuest(...notes: string[]): Promise<{ jar: BrowserJar; id: string }> {
  const jar = new BrowserJar(stack.app.url)
  expect(pathOf(await pressButton(jar, '/signup', START))).toBe('/private')
  for (const note of notes) await sendForm(jar, '/private', [['note', note]])
  return { jar, id: claimsOf(jar).sub ?? '' }
}

const addEmail = (jar: BrowserJar, email: string) => sendForm(jar, PAGE, [['email', email]])

const linkTo = async (to: string) => {
  const { pathname, search } = new URL((await stack.mailbox.latest({ to })).links[0] ?? '')
  return pathname + search
}

/** A guest whose email link has signed in to the account of a user in the same browser. */
async function signInFromGuest(user: typeof MEMBER, ...notes: string[]) {
  const guest = await startGuest(...notes)
  await sql("update auth.users set recovery_sent_at = now() - interval '1 hour' where email = $1", [
    user.email,
  ])
  const before = await stack.mailbox.count({ to: user.email })
  await addEmail(guest.jar, user.email)
  await expect.poll(() => stack.mailbox.count({ to: user.email })).toBe(before + 1)
  const { path } = await guest.jar.open(await linkTo(user.email))
  expect(path).toBe(PAGE)
  return guest
}

const client = (token?: string) =>
  createClient<Database>(stack.backend.apiUrl, stack.backend.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    ...(token && { global: { headers: { Authorization: `Bearer ${token}` } } }),
  })

describe('a guest', () => {
  it('saves notes at once, and the header says who it is', async () => {
    const { jar, id } = await startGuest('first', 'second')
    expect(await notesOf(id)).toEqual(['first', 'second'])
    const page = await textOf(jar, '/private')
    expect(page).toContain('>Guest<')
    expect(page).toContain('add your email address')
    expect(page).not.toContain('action="/auth/signout"')
  })

  it('continues where the form was opened', async () => {
    const jar = new BrowserJar(stack.app.url)
    const response = await pressButton(jar, '/signup?redirectedFrom=%2Fcolors', START)
    expect(pathOf(response)).toBe('/colors')
  })

  it('is offered only where everyone can sign up', async () => {
    for (const mode of ['invited', 'open']) {
      await sql('update private.signup_policy set mode = $1', [mode])
      // Both pages are in the page cache, each with a time of its own.
      for (const path of ['/signup', '/'])
        await expect.poll(() => isOffered(path), { message: `${path}, ${mode}` }).toBe(mode === 'open')
    }
  })

  it('is led from pages that need an account to the one that offers it', async () => {
    const { jar } = await startGuest()
    for (const path of [
      '/account',
      '/account/email',
      '/account/password',
      '/account/sign-in-methods',
      '/account/two-factor',
      '/account/two-factor/authenticator',
      '/account/two-factor/recovery-codes',
      '/account/passkeys',
      '/account/data/delete',
      '/account/reauthenticate',
    ])
      expect((await jar.open(path)).path, path).toMatch(/^\/account\/guest/)
  })

  it('opens the other pages', async () => {
    const { jar } = await startGuest()
    for (const path of ['/account/data', '/account/sessions', '/account/activity', '/community', PAGE])
      expect((await jar.fetch(path)).status, path).toBe(200)
  })

  it('exports everything', async () => {
    const { jar } = await startGuest('to export')
    const response = await jar.fetch('/account/data/export')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ notes: [{ note: 'to export' }], signInMethods: [] })
  })

  it('has one session, and deletes everything when signing out', async () => {
    const { jar, id } = await startGuest('to delete')
    expect(await sql('select 1 from auth.sessions where user_id = $1', [id])).toHaveLength(1)
    expect(await textOf(jar, PAGE)).toContain('your notes are deleted')
    expect(pathOf(await pressButton(jar, PAGE, 'Sign out and delete my notes'))).toBe('/account-deleted')
    expect(await exists(id)).toBe(false)
    expect(jar.cookies.has(stack.cookieName)).toBe(false)
  })

  it('is not started for a user who is signed in', async () => {
    const form = await fillForm(new BrowserJar(stack.app.url), '/signup', [], START)
    const guests = () => sql('select 1 from auth.users where is_anonymous')
    const before = (await guests()).length
    const jar = await signedIn(stack, MENTOR)
    const { sub } = claimsOf(jar)
    await postForm(jar, '/signup', form)
    expect(claimsOf(jar).sub).toBe(sub)
    expect(await guests()).toHaveLength(before)
    await postForm(new BrowserJar(stack.app.url), '/signup', form)
    expect(await guests()).toHaveLength(before + 1)
  })
})

describe('at the APIs, a guest', () => {
  it('reaches no one else, and nothing that members do', async () => {
    const { jar } = await startGuest('mine')
    const api = client(readSession(jar, stack.cookieName).access_token)
    expect((await api.from('notes').select('note')).data).toEqual([{ note: 'mine' }])
    for (const section of ['posts', 'materials', 'announcements'] as const)
      expect((await api.from(section).insert({ title: 'a', body: 'b' })).error?.code).toBe('42501')
    expect((await api.rpc('current_permissions')).data).toEqual([])
    expect((await api.rpc('list_users', {})).error?.code).toBe('42501')
    const member = await idOf(MEMBER)
    expect(
      (await api.rpc('start_note_transfer', { token: 'x'.repeat(42), to_user_id: member })).error,
    ).not.toBe(null)
    expect((await api.rpc('finish_note_transfer', { token: 'x'.repeat(43), move: true })).data).toBe(null)
  })

  it('adds no factor and no passkey', async () => {
    const { jar } = await startGuest()
    const { access_token } = readSession(jar, stack.cookieName)
    for (const path of ['factors', 'passkeys/registration/options']) {
      const response = await fetch(`${stack.backend.apiUrl}/auth/v1/${path}`, {
        method: 'POST',
        headers: { apikey: stack.backend.publishableKey, Authorization: `Bearer ${access_token}` },
        body: '{}',
      })
      expect(response.status).toBe(403)
    }
  })
})

describe('becoming a member', () => {
  it('by the link of the email: the same user, the same notes, one session', async () => {
    const { jar, id } = await startGuest('kept')
    const old = jar.copy()
    const email = newEmail()
    expect(pathOf(await addEmail(jar, email))).toBe(PAGE)
    const { path, response } = await jar.open(await linkTo(email))
    expect(path).toBe(PAGE)
    expect(await response.text()).toContain('all set')
    expect(claimsOf(jar)).toMatchObject({ sub: id, email, is_anonymous: false })
    expect(await notesOf(id)).toEqual(['kept'])
    expect(await textOf(jar, '/private')).toContain(email)
    expect(await sql('select 1 from auth.sessions where user_id = $1', [id])).toHaveLength(1)
    expect((await old.open('/private')).path).toMatch(/^\/login/)
  })

  it('by its code, and a password opens the account afterwards', async () => {
    const { jar, id } = await startGuest('kept')
    const email = newEmail()
    await addEmail(jar, email)
    const { code } = await stack.mailbox.latest({ to: email })
    expect(pathOf(await sendForm(jar, PAGE, [['code', code ?? '']]))).toBe(PAGE)
    const password = 'quiet otters paint at dawn'
    const changed = await sendForm(jar, '/account/password?redirectedFrom=/private', [
      ['password', password],
      ['passwordRepeat', password],
    ])
    expect(changed.status).toBeLessThan(400)
    const elsewhere = await signedIn(stack, { name: '', email, password })
    expect(claimsOf(elsewhere).sub).toBe(id)
  })

  it('by GitHub, and the old session ends', async () => {
    const { jar, id } = await startGuest('kept')
    const old = jar.copy()
    expect((await jar.open(await connectCallback(jar, `octo-${++number}`))).path).toMatch(/^\/account\/guest/)
    expect(claimsOf(jar)).toMatchObject({ sub: id, is_anonymous: false })
    expect(await notesOf(id)).toEqual(['kept'])
    expect((await old.open('/private')).path).toMatch(/^\/login/)
  })

  it('in another browser takes a button, and signs the guest out', async () => {
    const { jar } = await startGuest('kept')
    const email = newEmail()
    await addEmail(jar, email)
    const other = new BrowserJar(stack.app.url)
    expect((await other.open(await linkTo(email))).path).toBe('/confirm')
    expect((await jar.fetch('/private')).status).toBe(200)
    await pressButton(other, '/confirm', 'Confirm change')
    expect(await textOf(other, '/private')).toContain('kept')
    expect((await jar.open('/private')).path).toMatch(/^\/login/)
  })
})

describe('an address that has an account', () => {
  it('gets the same response as a new one', async () => {
    const shown = await Promise.all(
      [MENTOR.email, newEmail()].map(async (email) => {
        const { jar } = await startGuest()
        const response = await addEmail(jar, email)
        const page = await textOf(jar, PAGE)
        return { status: response.status, text: messagesOf(page), page: page.split(email).length }
      }),
    )
    expect(shown[0]).toEqual(shown[1])
  })

  it('is signed in to by the link, and the notes move there once, by a button', async () => {
    const { jar, id } = await signInFromGuest(MEMBER, 'one', 'two')
    const member = await idOf(MEMBER)
    expect(claimsOf(jar).sub).toBe(member)
    expect(await textOf(jar, '/private')).toContain('Move them into this account')
    const question = await textOf(jar, PAGE)
    expect(question).toContain('Move 2 notes')
    expect(question).toContain(MEMBER.email)
    expect(await notesOf(id)).toEqual(['one', 'two'])

    const copies = [jar, jar.copy(), jar.copy()]
    const results = await Promise.all(copies.map((copy) => pressButton(copy, PAGE, 'Move 2 notes')))
    expect(results.map(pathOf).sort()).toEqual([PAGE, PAGE, '/private?notice=notes-moved'])
    expect((await notesOf(member)).slice(-2)).toEqual(['one', 'two'])
    expect(await exists(id)).toBe(false)
    expect(await textOf(jar, '/private')).not.toContain('Move them into this account')
  })

  it('can leave the notes behind', async () => {
    const { jar, id } = await signInFromGuest(MEMBER, 'unwanted')
    expect(pathOf(await pressButton(jar, PAGE, 'Delete it'))).toBe('/private?notice=notes-discarded')
    expect(await exists(id)).toBe(false)
    expect(await notesOf(await idOf(MEMBER))).not.toContain('unwanted')
  })

  it('is offered nothing if the guest saved nothing', async () => {
    const { jar } = await signInFromGuest(MEMBER)
    expect(await textOf(jar, PAGE)).toContain('all set')
  })

  it('shares the notes with no other user, even with the cookie of that browser', async () => {
    const { jar, id } = await signInFromGuest(MEMBER, 'private')
    const attacker = await signedIn(stack, MENTOR)
    for (const [name, value] of jar.cookies)
      if (name.includes('note-transfer')) attacker.cookies.set(name, value)
    expect([...attacker.cookies.keys()].join()).toContain('note-transfer')
    expect(await textOf(attacker, PAGE)).not.toContain('Move 1 note')
    expect(await notesOf(id)).toEqual(['private'])
    const forged = await signedIn(stack, MENTOR)
    forged.cookies.set('note-transfer', 'e30.e30.e30')
    expect(await textOf(forged, PAGE)).toContain('all set')
    await pressButton(jar, PAGE, 'Move 1 note')
    expect(await notesOf(await idOf(MEMBER))).toContain('private')
  })

  it('can be one at GitHub: the guest signs in with it and takes the notes along', async () => {
    const { jar, id } = await startGuest('carried')
    const page = await textOf(jar, await connectCallback(jar, MENTOR.email.replace(/@.*/, '')))
    expect(page).toContain('You already have an account here')
    expect(page).toContain('action="/auth/oauth/github"')
    expect(await notesOf(id)).toEqual(['carried'])
    await jar.open(await oauthCallback(jar, MENTOR.email.replace(/@.*/, ''), { redirectedFrom: PAGE }))
    await pressButton(jar, PAGE, 'Move 1 note')
    expect(await notesOf(await idOf(MENTOR))).toContain('carried')
    expect(await exists(id)).toBe(false)
  })
})
