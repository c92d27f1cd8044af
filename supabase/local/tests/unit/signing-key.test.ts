import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { loadSigningKey } from '../../src/signing-key.ts'

const soon = Math.floor(Date.now() / 1000) + 60

test('signs ES256 tokens that the published key verifies', async () => {
  const key = await loadSigningKey()
  const token = await key.sign({ sub: 'someone', exp: soon })
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'JWT', kid: key.publicKeys.keys[0]?.kid })
  const { payload } = await jwtVerify(token, createLocalJWKSet(key.publicKeys))
  expect(payload.sub).toBe('someone')
})

test('publishes nothing secret', async () => {
  const [published] = (await loadSigningKey()).publicKeys.keys
  expect(published).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', key_ops: ['verify'] })
  expect(published).not.toHaveProperty('d')
})

test('is kept in a folder and generated anew without one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'key-'))
  const first = await loadSigningKey(folder)
  const token = await first.sign({ sub: 'someone', exp: soon })
  const second = await loadSigningKey(folder)
  expect(await second.verify(token)).toMatchObject({ sub: 'someone' })
  await expect((await loadSigningKey()).verify(token)).rejects.toThrow('no applicable key')
})

test('an expired token is rejected unless ignoreExpiry is set', async () => {
  const key = await loadSigningKey()
  const token = await key.sign({ sub: 'someone', exp: 1000 })
  await expect(key.verify(token)).rejects.toThrow('exp')
  expect(await key.verify(token, { ignoreExpiry: true })).toMatchObject({ sub: 'someone' })
})
