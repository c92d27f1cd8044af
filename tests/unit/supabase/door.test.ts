import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { AUTH_UNAVAILABLE, openDoor } from '@/utils/supabase/fetch'

const NOBODY = { userAgent: null, address: undefined }

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const running: (() => void)[] = []
afterEach(() => {
  for (const close of running.splice(0)) close()
})

/** A server on loopback that answers as told and counts what it is asked. */
async function serve(handler: Handler) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    request.resume()
    handler(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  running.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const json =
  (body: unknown, status = 200): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

const refresh = (url: string, token: string) =>
  [
    `${url}/auth/v1/token?grant_type=refresh_token`,
    { method: 'POST', body: JSON.stringify({ refresh_token: token }) },
  ] as const

const TOKENS = { access_token: 'a', refresh_token: 'r', user: { id: 'u' } }

describe('openDoor', () => {
  it('passes a clear answer on as it is', async () => {
    const { url } = await serve(json({ id: 'u' }))
    const door = openDoor({ refresh: false, deadlineMs: 1000, visitor: NOBODY })
    const response = await door.fetch(`${url}/auth/v1/user`)
    expect([response.status, await response.json(), door.troubled]).toEqual([200, { id: 'u' }, false])
  })

  it('turns trouble into an answer that auth-js neither retries nor takes for the end', async () => {
    const { url } = await serve(json({ code: 'unexpected_failure' }, 500))
    const door = openDoor({ refresh: false, deadlineMs: 1000, visitor: NOBODY })
    const response = await door.fetch(`${url}/auth/v1/user`)
    expect([response.status, (await response.json()).code, door.troubled]).toEqual([
      400,
      AUTH_UNAVAILABLE,
      true,
    ])
  })

  it('is not troubled about the session by trouble with anything else', async () => {
    const { url } = await serve(json({}, 500))
    const door = openDoor({ refresh: false, deadlineMs: 1000, visitor: NOBODY })
    await door.fetch(`${url}/auth/v1/signup`, { method: 'POST' })
    expect(door.troubled).toBe(false)
  })

  it('gives up when its time is up, whatever was begun', async () => {
    const { url } = await serve((_request, response) => response.writeHead(200).write('{'))
    const door = openDoor({ refresh: false, deadlineMs: 200, visitor: NOBODY })
    const start = performance.now()
    await door.fetch(`${url}/auth/v1/user`)
    await door.fetch(`${url}/rest/v1/notes`)
    expect(performance.now() - start).toBeLessThan(600)
  })

  it('asks the Auth server at most twice', async () => {
    const { url, asked } = await serve(json({ id: 'u' }))
    const door = openDoor({ refresh: false, deadlineMs: 1000, visitor: NOBODY })
    for (let call = 0; call < 5; call += 1) await door.fetch(`${url}/auth/v1/user`)
    expect(asked).toHaveLength(2)
    expect(door.troubled).toBe(true)
  })

  it('asks for the published keys besides', async () => {
    const { url, asked } = await serve(json({ id: 'u', keys: [] }))
    const door = openDoor({ refresh: false, deadlineMs: 1000, visitor: NOBODY })
    for (const path of ['user', '.well-known/jwks.json', 'user']) await door.fetch(`${url}/auth/v1/${path}`)
    expect(asked).toHaveLength(3)
  })

  it('refreshes nothing for whom it may not', async () => {
    const { url, asked } = await serve(json(TOKENS))
    const door = openDoor({ refresh: false, deadlineMs: 1000, visitor: NOBODY })
    const response = await door.fetch(...refresh(url, 'one'))
    expect((await response.json()).code).toBe(AUTH_UNAVAILABLE)
    expect(asked).toEqual([])
  })

  it('refreshes each token once, however many requests ask', async () => {
    const { url, asked } = await serve(json(TOKENS))
    const doors = Array.from({ length: 20 }, () =>
      openDoor({ refresh: true, deadlineMs: 1000, visitor: NOBODY }),
    )
    const answers = await Promise.all(doors.map((door) => door.fetch(...refresh(url, 'shared'))))
    for (const answer of answers) expect(await answer.json()).toEqual(TOKENS)
    await doors[0]?.fetch(...refresh(url, 'another'))
    expect(asked).toHaveLength(2)
  })

  it('tries again for itself when what it had joined fails', async () => {
    let calls = 0
    const { url } = await serve((request, response) => {
      calls += 1
      return calls === 1 ? request.socket.destroy() : json(TOKENS)(request, response)
    })
    const [first, second] = [0, 1].map(() => openDoor({ refresh: true, deadlineMs: 1000, visitor: NOBODY }))
    const both = await Promise.all([
      first?.fetch(...refresh(url, 'lost')),
      second?.fetch(...refresh(url, 'lost')),
    ])
    expect(both.map((answer) => answer?.status)).toEqual([400, 200])
  })

  it('lets a slow refresh land for the next request', async () => {
    const { url, asked } = await serve((request, response) => {
      setTimeout(() => json(TOKENS)(request, response), 150)
    })
    const hurried = openDoor({ refresh: true, deadlineMs: 50, visitor: NOBODY })
    expect((await hurried.fetch(...refresh(url, 'slow'))).status).toBe(400)
    const patient = openDoor({ refresh: true, deadlineMs: 1000, visitor: NOBODY })
    expect(await (await patient.fetch(...refresh(url, 'slow'))).json()).toEqual(TOKENS)
    expect(asked).toHaveLength(1)
  })

  it('says in JSON that the database is away', async () => {
    const door = openDoor({ refresh: false, deadlineMs: 1000, visitor: NOBODY })
    const response = await door.fetch('http://127.0.0.1:9/rest/v1/notes')
    expect([response.status, (await response.json()).code]).toEqual([503, 'unavailable'])
  })
})
