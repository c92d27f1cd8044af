import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import { encodeText, preferredCoding } from '@/utils/request/content-coding'

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['GZIP', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['gzip; q=0', 'identity'],
  ['br;q=x, deflate', 'identity'],
  ['*', 'identity'],
  ['brotli', 'identity'],
  ['', 'identity'],
  [null, 'identity'],
])('Accept-Encoding %j gets %s', (header, coding) => expect(preferredCoding(header)).toBe(coding))

describe('a text', () => {
  it('is the same in every coding', async () => {
    const text = 'Grüße, 你好 '.repeat(100)
    const { br, gzip, identity } = await encodeText(text)
    expect(Buffer.from(identity).toString()).toBe(text)
    expect([brotliDecompressSync(br).toString(), gunzipSync(gzip).toString()]).toEqual([text, text])
  })
})
