import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { type Fault, html, json } from '../support/faults'
import { messagesOf, sendForm } from '../support/html-form'
import { MEMBER, type Stack, signedIn, startStack } from '../support/stack'
import { HANG_MS } from '../support/timeouts'

let stack: Stack
let member: BrowserJar
beforeAll(async () => {
  stack = await startStack()
  member = await signedIn(stack, MEMBER)
})
afterAll(() => stack.close())
afterEach(async () => {
  await stack.proxy.fault(null)
  await stack.backend.sql('delete from public.notes')
})

const textOf = async (path: string) => await (await member.fetch(path)).text()

const ofNotes = (path: string) => path.startsWith('/rest/v1/notes')
const FAULTS: [string, Fault][] = [
  ['breaks off', { kind: 'reset', only: ofNotes }],
  ['hangs', { kind: 'hang', only: ofNotes }],
  ['drips', { kind: 'drip', only: ofNotes }],
  ['answers 500', json(500, { code: 'XX000', message: 'secret detail' }, ofNotes)],
  ['answers 503', html(503, ofNotes)],
  ['answers 520', html(520, ofNotes)],
  ['answers HTML with 200', html(200, ofNotes)],
  ['answers an object for rows', json(200, { hello: 'world' }, ofNotes)],
]

describe.each(FAULTS)('the database %s', (_name, fault) => {
  it('the page is rendered, the list says so, and saving fails without losing the text', async () => {
    const [{ id } = { id: 0 }] = await stack.backend.sql<{ id: number }>(
      `insert into public.notes (user_id, note) select id, 'as it was' from auth.users where email = $1 returning id`,
      [MEMBER.email],
    )
    for (const [path, retry] of [
      ['/private?before=999', '/private?before=999'],
      [`/private/notes/${id}`, `/private/notes/${id}`],
      [`/private/notes/${id}/delete`, `/private/notes/${id}/delete`],
    ] as const) {
      await stack.proxy.fault(fault)
      stack.proxy.reset()
      const start = performance.now()
      const page = await textOf(path)
      expect(performance.now() - start).toBeLessThan(HANG_MS)
      expect(stack.proxy.count('/rest/v1/notes')).toBe(1)
      expect(messagesOf(page)).toContain('The notes can’t be shown right now.')
      expect(page).toContain(`href="${retry}"`)
      expect(page).toContain(MEMBER.email)
      expect(page).not.toContain('secret detail')
    }

    const started = performance.now()
    const failed = await sendForm(member, '/private', [['note', 'a <b>new</b> note']])
    expect(performance.now() - started).toBeLessThan(HANG_MS)
    const page = await failed.text()
    expect(messagesOf(page)).toContain('Your note could not be saved.')
    expect(page).toMatch(/<textarea[^>]*>\n?a &lt;b&gt;new&lt;\/b&gt; note<\/textarea>/)
    await stack.proxy.fault(null)
    expect(await stack.backend.sql('select note from public.notes')).toEqual([{ note: 'as it was' }])
    expect(await textOf('/private')).toContain('as it was')
  })
})
