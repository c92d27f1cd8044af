import { describe, expect, it } from 'vitest'
import { MAX_FORM_BYTES, validateRequest } from '@/utils/request/validate-request'
import { allRoutes } from '../../support/routes'

const SITE = 'https://app.example.com'
const validate = (path: string, init: RequestInit = {}) =>
  validateRequest(new Request(SITE + path, init), false)
const call = (path: string, init: RequestInit = {}) => validateRequest(new Request(SITE + path, init), true)

const MALFORMED = { status: 400, reason: 'malformed' }

describe('validateRequest', () => {
  it.each(['GET', 'HEAD', 'POST'])('accepts %s for a page', async (method) =>
    expect(await validate('/login?next=%', { method })).toBeNull(),
  )

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY', 'get2'])(
    'rejects %s for a page and lists the allowed methods',
    async (method) =>
      expect(await validate('/login', { method })).toEqual({
        status: 405,
        reason: 'method-not-allowed',
        allow: 'GET, HEAD, POST',
      }),
  )

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('leaves %s to the handlers', async (method) => {
    for (const { path } of allRoutes().filter(({ kind }) => kind === 'handler'))
      expect([path, await validate(path, { method })]).toEqual([path, null])
  })

  it('rejects a method that no handler supports', async () => {
    expect(await call('/api/notes', { method: 'PROPFIND' })).toMatchObject({ status: 405 })
    expect(await validate('/auth/signout', { method: 'PROPFIND' })).toMatchObject({ status: 405 })
  })

  it.each(['/%', '/%E0%A4%A', '/private/%ff', '/%zz', '/private/%c0%ae'])(
    'rejects %s, which is malformed',
    async (path) => {
      expect(await validate(path)).toEqual(MALFORMED)
      expect(await call(`/api${path}`)).toEqual(MALFORMED)
    },
  )

  it.each(['/%70rivate', '/a%20b', '/%2e', '/ü', '/?q=%ff'])('accepts %s', async (path) =>
    expect(await validate(path)).toBeNull(),
  )

  it('accepts a form without reading it', async () => {
    const body = new FormData()
    body.append('name', 'Ada')
    const request = new Request(`${SITE}/login`, { method: 'POST', body })
    expect(await validateRequest(request, false)).toBeNull()
    expect((await request.formData()).get('name')).toBe('Ada')
  })

  it.each<[string, string]>([
    ['multipart/form-data; boundary=x', '--x\r\nnonsense'],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut'],
    ['multipart/form-data; boundary=x', 'nothing'],
    ['multipart/form-data', '--x--'],
    ['Multipart/Form-Data', '--x--'],
  ])('rejects %s with %j', async (type, body) => {
    const init = { method: 'POST', body, headers: { 'content-type': type } }
    expect(await validate('/login', init)).toEqual(MALFORMED)
    expect(await call('/api/notes', init)).toBeNull()
  })

  it('rejects a body by its length if it is too long', async () => {
    const sized = (bytes: number) =>
      validate('/login', { method: 'POST', headers: { 'content-length': String(bytes) } })
    expect(await sized(MAX_FORM_BYTES + 1)).toEqual({ status: 413, reason: 'too-large' })
    expect(await sized(MAX_FORM_BYTES)).toBeNull()
  })

  it('rejects a body of unknown length while reading it', async () => {
    const sent = (bytes: number, type = 'text/plain') =>
      validate('/login', { method: 'POST', body: 'x'.repeat(bytes), headers: { 'content-type': type } })
    expect(await sent(MAX_FORM_BYTES + 1)).toEqual({ status: 413, reason: 'too-large' })
    expect(await sent(MAX_FORM_BYTES + 1, 'multipart/form-data; boundary=x')).toMatchObject({ status: 413 })
    expect(await sent(MAX_FORM_BYTES)).toBeNull()
  })

  it.each(['/robots.txt', '/og.png', '/_next/static/chunks/a.js'])(
    'allows only reads of %s',
    async (path) => {
      for (const method of ['GET', 'HEAD']) expect(await validate(path, { method })).toBeNull()
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'])
        expect(await validate(path, { method })).toMatchObject({ status: 405, allow: 'GET, HEAD' })
    },
  )
})
