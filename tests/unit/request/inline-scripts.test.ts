import { describe, expect, it } from 'vitest'
import { replaceNonceByHashes } from '@/utils/request/inline-scripts'
import { inlineScriptHashes } from '../../support/inline-scripts'

const NONCE = 'bm9uY2Utbm9uY2Utbm9uY2U='

const PAGE = `<html><head><link rel="stylesheet" nonce="${NONCE}" href="/a.css"/>
<script src="/a.js" async="" nonce="${NONCE}"></script></head>
<body><script nonce="${NONCE}">one()</script><script nonce="${NONCE}" id="_R_">two("<!-- -->")</script>
<script nonce="${NONCE}">push("{\\"nonce\\":\\"${NONCE}\\",\\"text\\":\\"é\\"}")</script></body></html>`

describe('replaceNonceByHashes', () => {
  it('removes the nonce everywhere, and nothing else', () => {
    const { html } = replaceNonceByHashes(PAGE, NONCE)
    expect(html).not.toMatch(/nonce="|bm9u/)
    expect(html).toContain('<script src="/a.js" async=""></script>')
    expect(html).toContain('<script id="_R_">two("<!-- -->")</script>')
    expect(html).toContain('push("{\\"nonce\\":\\"\\",\\"text\\":\\"é\\"}")')
  })

  it('lists the hash of every inline script as it is in the new page', () => {
    const { html, hashes } = replaceNonceByHashes(PAGE, NONCE)
    expect(hashes).toHaveLength(3)
    expect(hashes).toEqual(inlineScriptHashes(html))
  })

  it('renders the same page the same for every nonce', () => {
    const other = PAGE.replaceAll(NONCE, 'b3RoZXItb3RoZXItb3RoZXI=')
    expect(replaceNonceByHashes(other, 'b3RoZXItb3RoZXItb3RoZXI=')).toEqual(replaceNonceByHashes(PAGE, NONCE))
  })

  it.each([
    '<script>evil()</script>',
    '<script nonce="">evil()</script>',
    '<script nonce="x">evil()</script>',
    `<SCRIPT>evil()</SCRIPT>`,
    '<script data-nonce="bm9u">evil()</script>',
  ])('trusts no script that was injected without the nonce: %s', (injected) => {
    const { hashes } = replaceNonceByHashes(PAGE.replace('</body>', `${injected}</body>`), NONCE)
    expect(hashes).toEqual(replaceNonceByHashes(PAGE, NONCE).hashes)
  })
})
