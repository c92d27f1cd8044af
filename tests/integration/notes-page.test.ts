import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { NOTES_PER_PAGE } from '@/utils/notes/note-schema'
import type { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { fillForm, formsOf, messagesOf, postForm, sendForm } from '../support/html-form'
import { expectNotFoundPage } from '../support/not-found-page'
import { MEMBER, MENTOR, type Stack, signedIn, startStack } from '../support/stack'

let stack: Stack
let member: BrowserJar
let mentor: BrowserJar
beforeAll(async () => {
  stack = await startStack()
  member = await signedIn(stack, MEMBER)
  mentor = await signedIn(stack, MENTOR)
})
afterAll(() => stack.close())
afterEach(async () => {
  await stack.proxy.fault(null)
  await stack.backend.sql('delete from public.notes')
})

const texts = async () =>
  (await stack.backend.sql<{ note: string }>('select note from public.notes order by id')).map(
    ({ note }) => note,
  )

async function noteOf({ email }: typeof MEMBER, note: string): Promise<number> {
  const [row] = await stack.backend.sql<{ id: number }>(
    'insert into public.notes (user_id, note) select id, $2 from auth.users where email = $1 returning id',
    [email, note],
  )
  return Number(row?.id)
}

const textOf = async (jar: BrowserJar, path: string) => await (await jar.fetch(path)).text()

/** The value of the page’s text field, without entities. */
const submittedValues = (page: string) => /<textarea[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(page)?.[1] ?? ''

const ofNotes = (path: string) => path.startsWith('/rest/v1/notes')
describe('while a form is open', () => {
  it('the database fails: the change is not saved, and the text is kept', async () => {
    const id = await noteOf(MEMBER, 'as it was')
    const result = await sendFaulty(`/private/notes/${id}`, [['note', 'changed']])
    expect(messagesOf(result)).toContain('Your note could not be saved.')
    expect(submittedValues(result)).toBe('changed')
    expect(await texts()).toEqual(['as it was'])
  })

  it('the database fails: nothing is deleted, and the button remains', async () => {
    const id = await noteOf(MEMBER, 'as it was')
    const result = await sendFaulty(`/private/notes/${id}/delete`, [['before', '']])
    expect(messagesOf(result)).toContain('Your note could not be deleted.')
    expect(result).toContain('Delete note')
    expect(await texts()).toEqual(['as it was'])
  })

  it('the note is deleted: the page says so, and the text is kept', async () => {
    const id = await noteOf(MEMBER, 'as it was')
    const send = await opened(member, `/private/notes/${id}`, [['note', 'changed']])
    await stack.backend.sql('delete from public.notes')
    const page = await (await send()).text()
    expect(messagesOf(page)).toContain('This note no longer exists.')
    expect(submittedValues(page)).toBe('changed')
  })

  it('the Auth server fails: the form is kept and can be sent again without JavaScript', async () => {
    const form = await fillForm(member, '/private', [['note', 'two lines\r\n& <b>"quotes"</b>']])
    await stack.proxy.fault(json(500, {}, (path) => path.startsWith('/auth/v1/')))
    const result = await postForm(member, '/private', form)
    const [resendForm] = formsOf(await result.text(), '/private')
    if (!resendForm) throw new Error('No form is kept.')
    expect([result.status, result.headers.get('retry-after')]).toEqual([503, '5'])
    expect(result.headers.get('content-security-policy')).toMatch(/style-src 'self' 'nonce-/)
    expect(await texts()).toEqual([])

    const again = await postForm(member, resendForm.to, resendForm.body)
    expect(again.status).toBe(503)
    await stack.proxy.fault(null)
    expect(messagesOf(await (await postForm(member, resendForm.to, resendForm.body)).text())).toContain(
      'Note added.',
    )
    expect(await texts()).toEqual(['two lines\n& <b>"quotes"</b>'])
  })

  async function sendFaulty(path: string, fields: [string, string][]): Promise<string> {
    const send = await opened(member, path, fields)
    await stack.proxy.fault(json(500, {}, ofNotes))
    const page = await (await send()).text()
    await stack.proxy.fault(null)
    return page
  }
})

describe('a form that is sent twice', () => {
  it('creates one row, whether at once or later', async () => {
    const send = await opened(member, '/private', [['note', 'once']])
    const pages = await Promise.all([send(), send(), send()])
    pages.push(await send())
    for (const page of pages) expect(messagesOf(await page.text())).toBe('Note added.')
    expect(await texts()).toEqual(['once'])
  })

  it('creates the same text again if it comes from a new form', async () => {
    await sendForm(member, '/private', [['note', 'twice']])
    await sendForm(member, '/private', [['note', 'twice']])
    expect(await texts()).toEqual(['twice', 'twice'])
  })

  it('creates a row after a failure', async () => {
    const send = await opened(member, '/private', [['note', 'at last']])
    await stack.proxy.fault(json(500, {}, ofNotes))
    expect(messagesOf(await (await send()).text())).toContain('could not be saved')
    await stack.proxy.fault(null)
    expect(messagesOf(await (await send()).text())).toBe('Note added.')
    expect(await texts()).toEqual(['at last'])
  })
})

describe('invalid input', () => {
  it.each([
    ['nothing', '', 'Enter a note.'],
    ['white space', ' \n ', 'Enter a note.'],
    ['too much', 'x'.repeat(10_001), 'at most 10,000 characters. This one has 10,001'],
    ['far too much', 'ü\n'.repeat(30_000), 'at most 10,000 characters. This one has 60,000'],
  ])('%s: shows an error at the field and keeps the input', async (_name, note, text) => {
    const id = await noteOf(MEMBER, 'as it was')
    for (const path of ['/private', `/private/notes/${id}`]) {
      const page = await (await sendForm(member, path, [['note', note]])).text()
      expect(messagesOf(page)).toContain('Check the highlighted fields and try again.')
      expect(page).toContain(text)
      expect(submittedValues(page).replaceAll('\r\n', '\n')).toBe(note)
    }
    expect(await texts()).toEqual(['as it was'])
  })

  it('ignores unknown fields', async () => {
    await sendForm(member, '/private', [
      ['note', 'mine'],
      ['user_id', '10000000-0000-4000-8000-000000000002'],
      ['id', '1'],
    ])
    expect(await texts()).toEqual(['mine'])
    expect(await textOf(mentor, '/private')).not.toContain('mine')
    expect(await textOf(member, '/private')).toContain('mine')
  })
})

describe('another user’s note', () => {
  it('does not exist: the page is the same as for an unknown note', async () => {
    const id = await noteOf(MENTOR, 'the mentor’s')
    for (const rest of ['', '/delete']) {
      const other = await member.fetch(`/private/notes/${id}${rest}`)
      const none = await member.fetch(`/private/notes/999999999${rest}`)
      await expectNotFoundPage(none)
      expect(await expectNotFoundPage(other)).not.toContain('the mentor’s')
    }
  })

  it.each(['abc', '0', '-1', '1.5', '1e3', '%00', '9'.repeat(30)])(
    'nor does one with the ID %s',
    async (id) => {
      await expectNotFoundPage(await member.fetch(`/private/notes/${id}`))
      await expectNotFoundPage(await member.fetch(`/private/notes/${id}/delete`))
    },
  )

  it('cannot be changed or deleted by a form with its ID', async () => {
    const own = await noteOf(MEMBER, 'mine')
    const id = String(await noteOf(MENTOR, 'the mentor’s'))
    const changed = await sendForm(member, `/private/notes/${own}`, [
      ['note', 'taken'],
      ['id', id],
    ])
    const page = await changed.text()
    expect(messagesOf(page)).toContain('This note no longer exists.')
    expect(submittedValues(page)).toBe('taken')

    for (const wrong of [id, 'abc', '']) {
      const gone = await sendForm(member, `/private/notes/${own}/delete`, [['id', wrong]])
      expect(gone.headers.get('location')).toContain('notice=note-gone')
    }
    expect(await texts()).toEqual(['mine', 'the mentor’s'])
  })
})

it('a form without a session, or from another site, changes nothing', async () => {
  const own = await noteOf(MEMBER, 'mine')
  for (const [path, fields] of [
    ['/private', [['note', 'x']]],
    [`/private/notes/${own}`, [['note', 'x']]],
    [`/private/notes/${own}/delete`, [['before', '']]],
  ] as [string, [string, string][]][]) {
    const foreign = await sendForm(member, path, fields, { origin: 'https://evil.example' })
    expect(foreign.status).toBeGreaterThanOrEqual(400)
    const body = await fillForm(member, path, fields)
    for (const to of [path, '/login', '/']) {
      const headers = { origin: stack.app.url }
      const init = { method: 'POST', headers, body, redirect: 'manual' } as const
      const anonymous = await fetch(stack.app.url + to, init)
      // Redirected to sign-in, or rejected by Next.js: the action does not belong to that page.
      expect([303, 409]).toContain(anonymous.status)
    }
  }
  expect(await texts()).toEqual(['mine'])
})

it('one page of 10,000 notes is read, newest first', async () => {
  await stack.backend.sql(
    `insert into public.notes (user_id, note)
     select id, 'note ' || n from auth.users, generate_series(1, 10000) n where email = $1`,
    [MEMBER.email],
  )
  stack.proxy.reset()
  const page = await textOf(member, '/private')
  const shown = [...page.replace(/<script[\s\S]*?<\/script>/g, '').matchAll(/note (\d+)</g)]
  expect(shown.map(([, n]) => Number(n))).toEqual(
    Array.from({ length: NOTES_PER_PAGE }, (_, n) => 10_000 - n),
  )
  expect(stack.proxy.count('/rest/v1/notes')).toBe(1)
})

/** Opens a form and fills it in. @returns a function that sends it, any number of times. */
async function opened(jar: BrowserJar, path: string, fields: [string, string][]) {
  const body = await fillForm(jar, path, fields)
  return () => jar.fetch(path, { method: 'POST', body, headers: { origin: jar.origin } })
}
