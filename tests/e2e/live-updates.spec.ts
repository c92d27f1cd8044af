import type { Page, WebSocket, WebSocketRoute } from '@playwright/test'
import { MEMBER } from '../support/stack.ts'
import { insertUsers } from '../support/users.ts'
import { expect, signIn, test } from './fixtures.ts'

test.use({ settings: { LIVE_UPDATES: 'on' } })

type Sql = (text: string, values?: unknown[]) => Promise<unknown>

const isRealtime = (socket: WebSocket) => socket.url().includes('/realtime/v1/websocket')

/** Does something that opens a page, and waits until the page has joined its channels. */
async function untilJoined(page: Page, channels: number, open: () => Promise<unknown>): Promise<WebSocket> {
  const opened = page.waitForEvent('websocket', isRealtime)
  const joined = opened.then(async (socket) => {
    let left = channels
    await socket.waitForEvent('framereceived', ({ payload }) => {
      if (/"phx_reply".*"postgres_changes":\[\]/.test(String(payload))) left -= 1
      return left === 0
    })
    return socket
  })
  await open()
  return await joined
}

async function openAs(page: Page, path: string, email: string, channels = 1): Promise<WebSocket> {
  await page.goto(`/login?redirectedFrom=${encodeURIComponent(path)}`)
  const socket = await untilJoined(page, channels, () => signIn(page, { ...MEMBER, email }))
  await expect(page).toHaveURL(path)
  return socket
}

const notes = (page: Page) => page.getByRole('main').getByRole('listitem')
const announcement = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text })
const insertNote = (sql: Sql, email: string, note: string) =>
  sql('insert into public.notes (user_id, note) select id, $2 from auth.users where email = $1', [
    email,
    note,
  ])

test.describe('@javascript', () => {
  test('a note that is added in one tab shows in another, and never at another user', async ({
    page,
    context,
    running,
    openBrowser,
    person,
  }) => {
    const stranger = `other-${person.email}`
    await insertUsers(running.sql, [person.email, stranger])
    await openAs(page, '/private', person.email)
    const tab = await context.newPage()
    await untilJoined(tab, 1, () => tab.goto('/private'))
    const elsewhere = await openBrowser()
    const frames: string[] = []
    const theirs = await openAs(elsewhere, '/private', stranger)
    theirs.on('framereceived', ({ payload }) => frames.push(String(payload)))

    await page.getByLabel('New note').fill('from the first tab')
    await page.getByRole('button', { name: 'Add note' }).click()

    await expect(notes(tab)).toContainText(['from the first tab'])
    await expect(announcement(tab, 'Your notes have changed.')).toHaveCount(1)
    await expect(announcement(page, 'Your notes have changed.')).toHaveCount(0)

    // The other user is still connected, and received nothing before this.
    await insertNote(running.sql, stranger, 'their own')
    await expect(notes(elsewhere)).toHaveText([/their own/])
    expect(frames.filter((frame) => frame.includes('"broadcast"'))).toHaveLength(1)
    expect(frames.join()).not.toContain('their own')

    await notes(tab).getByRole('link', { name: 'Delete' }).click()
    await tab.getByRole('button', { name: 'Delete note' }).click()
    await expect(notes(page)).toHaveCount(0)
  })

  test('a refresh keeps focus, the cursor, and what is being typed', async ({ page, running, person }) => {
    await insertUsers(running.sql, [person.email])
    await openAs(page, '/private', person.email)
    const field = page.getByLabel('New note')
    await field.pressSequentially('half a sen')
    await field.press('ArrowLeft')

    await insertNote(running.sql, person.email, 'from another device')

    await expect(notes(page)).toHaveText([/from another device/])
    await expect(field).toBeFocused()
    await page.keyboard.type('X')
    await expect(field).toHaveValue('half a seXn')
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(notes(page)).toHaveCount(2)
  })

  test('activity on another device shows at once', async ({ page, running, openBrowser, person }) => {
    await insertUsers(running.sql, [person.email])
    await openAs(page, '/account/activity', person.email)
    const signIns = page.getByRole('list', { name: 'Activity' }).getByText('Signed in', { exact: true })
    const before = await signIns.count()

    await openAs(await openBrowser(), '/private', person.email)

    await expect.poll(() => signIns.count()).toBeGreaterThan(before)
    await expect(announcement(page, 'There is new activity.')).toHaveCount(1)
  })

  test('a page whose session is ended elsewhere leaves, keeps the typed text, and receives nothing more', async ({
    page,
    running,
    openBrowser,
    person,
  }) => {
    await insertUsers(running.sql, [person.email])
    const socket = await openAs(page, '/private', person.email)
    await page.getByLabel('New note').fill('not sent yet')
    const other = await openBrowser()
    await openAs(other, '/account/sessions', person.email)
    const closed = socket.isClosed() ? Promise.resolve() : socket.waitForEvent('close')

    await other.getByRole('button', { name: /all other sessions/i }).click()

    await expect(page).toHaveURL(/^[^?]+\/login\?/)
    await closed
    await signIn(page, { ...MEMBER, email: person.email })
    await expect(page).toHaveURL('/private')
    await expect(page.getByLabel('New note')).toHaveValue('not sent yet')
  })

  test('members of an organization see new notes, and no longer after they were removed', async ({
    page,
    running,
    person,
  }) => {
    await insertUsers(running.sql, [person.email])
    const slug = person.email.split('@')[0] ?? ''
    await running.sql(
      `with created as (insert into public.organizations (slug, name) values ($1, 'Team') returning id)
       insert into public.organization_members (organization_id, user_id, role)
       select created.id, users.id, case when email = $2 then 'member' else 'owner' end::public.organization_role
       from created, auth.users where email in ($2, $3)`,
      [slug, person.email, MEMBER.email],
    )
    const addNote = (note: string) =>
      running.sql(
        'insert into public.notes (organization_id, note) select id, $2 from public.organizations where slug = $1',
        [slug, note],
      )
    await openAs(page, `/o/${slug}/notes`, person.email, 2)

    await addNote('for the team')
    await expect(notes(page).filter({ hasText: 'for the team' })).toHaveCount(1)

    await running.sql(
      'delete from public.organization_members where user_id = (select id from auth.users where email = $1)',
      [person.email],
    )
    await addNote('after the removal')
    await expect(page.getByText('for the team')).toHaveCount(0)
    await expect(page.getByText('after the removal')).toHaveCount(0)
  })

  test('a lost connection is replaced, and what was missed is shown', async ({ page, running, person }) => {
    await insertUsers(running.sql, [person.email])
    const first = Promise.withResolvers<WebSocketRoute>()
    let sockets = 0
    await page.routeWebSocket(/realtime/, (socket) => {
      sockets += 1
      if (sockets === 1) first.resolve(socket)
      else socket.connectToServer()
    })
    await page.goto('/login')
    await signIn(page, { ...MEMBER, email: person.email })
    const silent = await first.promise
    await insertNote(running.sql, person.email, 'missed')
    await silent.close({ code: 1011 })
    await expect(notes(page)).toHaveText([/missed/])
    await insertNote(running.sql, person.email, 'received')
    await expect(notes(page)).toHaveText([/received/, /missed/])
  })

  test('without Realtime, the page works, shows no error, and attempts become rarer', async ({
    page,
    running,
    person,
  }) => {
    await page.clock.install()
    await insertUsers(running.sql, [person.email])
    let attempts = 0
    await page.routeWebSocket(/realtime/, (socket) => {
      attempts += 1
      socket.close({ code: 1011 })
    })
    await page.goto('/login')
    await signIn(page, { ...MEMBER, email: person.email })
    await expect(page).toHaveURL('/private')
    const afterAMinute = async () => {
      await page.clock.runFor(60_000)
      return attempts
    }
    await expect.poll(afterAMinute).toBe(9)
    for (let minute = 0; minute < 10; minute += 1) expect(await afterAMinute()).toBe(9)
    await expect(page.getByRole('main').getByRole('alert').filter({ hasText: /./ })).toHaveCount(0)
    await page.getByLabel('New note').fill('works')
    await page.getByRole('button', { name: 'Add note' }).click()
    await expect(notes(page)).toHaveText([/works/])
    expect(attempts).toBe(9)
  })

  test('a page that is left disconnects, so that the browser can keep it for the Back button', async ({
    page,
    running,
    person,
  }) => {
    await insertUsers(running.sql, [person.email])
    const socket = await openAs(page, '/private', person.email)
    const closed = socket.waitForEvent('close')
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    await closed
    await insertNote(running.sql, person.email, 'meanwhile')
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await expect(notes(page)).toHaveText([/meanwhile/])
  })
})

test('without JavaScript, a reload shows what is new', async ({ page, running, person }) => {
  await insertUsers(running.sql, [person.email])
  await page.goto('/login')
  await signIn(page, { ...MEMBER, email: person.email })
  await expect(page).toHaveURL('/private')
  await insertNote(running.sql, person.email, 'from another device')
  await page.reload()
  await expect(notes(page)).toHaveText([/from another device/])
})
