import { describe, expect, it } from 'vitest'
import { isPrefetch } from '@/utils/request/prefetch'
import { isSameOrigin } from '@/utils/request/same-origin'

const SITE = 'https://app.example.com'
const from = (headers: Record<string, string>) => isSameOrigin(new Headers(headers), SITE)

describe('isSameOrigin', () => {
  it('trusts the browser', () => {
    expect(from({ 'sec-fetch-site': 'same-origin' })).toBe(true)
    expect(from({ 'sec-fetch-site': 'same-origin', origin: 'https://preview.example.com' })).toBe(true)
    expect(from({ origin: SITE })).toBe(true)
  })

  it.each<Record<string, string>>([
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'garbage' },
    { origin: `${SITE}.evil.example` },
    { origin: 'http://app.example.com' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', host: 'evil.example' },
    { 'sec-fetch-site': 'cross-site', origin: SITE },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { referer: `${SITE}/private` },
  ])('rejects %j', (headers) => expect(from(headers)).toBe(false))
})

describe('isPrefetch', () => {
  it.each<Record<string, string>>([
    { 'sec-purpose': 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { purpose: 'prefetch' },
    { 'x-purpose': 'preview' },
    { 'x-moz': 'prefetch' },
    { 'next-router-prefetch': '1' },
  ])('is true for %j', (headers) => expect(isPrefetch(new Headers(headers))).toBe(true))

  it('is false for a click', () => {
    expect(isPrefetch(new Headers({ 'sec-fetch-mode': 'navigate', 'sec-fetch-user': '?1' }))).toBe(false)
  })
})
