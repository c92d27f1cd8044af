import { describe, expect, it } from 'vitest'
import { bearerToken, hasBearer } from '@/utils/api/bearer'

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln-_'
const headers = (authorization: string) => new Headers({ authorization })

describe('a Bearer token', () => {
  it.each([`Bearer ${JWT}`, `bearer ${JWT}`, `BEARER  ${JWT}`])('is found in %j', (value) => {
    expect(hasBearer(headers(value))).toBe(true)
    expect(bearerToken(headers(value))).toBe(JWT)
  })

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer null',
    'Bearer a.b',
    `Bearer ${JWT}.d`,
    `Bearer ${JWT} x`,
    `Bearer "${JWT}"`,
    `Bearer ${JWT},Bearer ${JWT}`,
    'Bearer a..c',
    'Bearer ../../x.y.z',
  ])('is claimed but malformed in %j', (value) => {
    expect(hasBearer(headers(value))).toBe(true)
    expect(bearerToken(headers(value))).toBeNull()
  })

  it.each(['', `Basic ${JWT}`, `Bearerx ${JWT}`, JWT, `x Bearer ${JWT}`])('is not claimed in %j', (value) => {
    expect(hasBearer(headers(value))).toBe(false)
    expect(bearerToken(headers(value))).toBeNull()
  })

  it('is not claimed without the header', () => expect(hasBearer(new Headers())).toBe(false))
})
