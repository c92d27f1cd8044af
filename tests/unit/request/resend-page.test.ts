import { NextRequest } from 'next/server'
import { describe, expect, it } from 'vitest'
import { isPlainForm, resendPage } from '@/utils/request/resend-page'

const form = new FormData()
for (const [name, value] of [
  ['$ACTION_KEY', 'k1'],
  ['note', `"><script>alert('&')</script>`],
  ['"><b', ''],
  ['password', 'a secret'],
  ['passwordRepeat', 'a secret'],
] as const)
  form.append(name, value)

describe('the page that keeps a form', () => {
  const page = resendPage(form, 'once', 'an-id')

  it('contains every field, escaped, and nothing else of the form', () => {
    expect(page.match(/<input.*/g)).toEqual([
      '<input type="hidden" name="$ACTION_KEY" value="k1">',
      `<input type="hidden" name="note" value="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">`,
      '<input type="hidden" name="&quot;&gt;&lt;b" value="">',
    ])
    expect(page).not.toContain('<script')
  })

  it('contains no password', () => {
    expect(page).not.toContain('a secret')
  })
})

it('is the response to forms of browsers without JavaScript only', () => {
  const sent = (init: ConstructorParameters<typeof NextRequest>[1]) =>
    isPlainForm(new NextRequest('https://app.example/private', init))
  expect(sent({ method: 'POST', body: form })).toBe(true)
  expect(sent({ method: 'POST', body: form, headers: { 'next-action': 'an id' } })).toBe(false)
  expect(sent({ method: 'POST', body: 'plain' })).toBe(false)
  expect(sent({})).toBe(false)
})
