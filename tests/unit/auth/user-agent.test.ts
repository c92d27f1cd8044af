import { describe, expect, it } from 'vitest'
import { deviceName } from '@/utils/auth/devices/device-name'
import { maskUserAgent, unmaskUserAgent } from '@/utils/auth/devices/user-agent'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
/** What gateways consider a browser. */
const BROWSER = /mozilla|webkit|gecko|chrome|safari|firefox|edg|opera|opr|trident|msie/i

describe('a masked User-Agent', () => {
  it.each([CHROME, 'curl/8.1', 'Gerät/1 – ü', 'a'.repeat(500)])(
    'hides the browser and restores %s',
    (sent) => {
      expect(maskUserAgent(sent)).not.toMatch(BROWSER)
      expect(maskUserAgent(sent)).toMatch(/^[\x20-\x7e]+$/)
      expect(unmaskUserAgent(maskUserAgent(sent))).toBe(sent)
    },
  )

  it('is absent if there was none', () => {
    expect(unmaskUserAgent(maskUserAgent(null))).toBeNull()
    expect(deviceName(maskUserAgent(null))).toBe('Unknown device')
  })

  it('has the same device name as the original', () => {
    expect(deviceName(maskUserAgent(CHROME))).toBe('Chrome on Windows')
    expect(deviceName(CHROME)).toBe('Chrome on Windows')
  })

  it.each([
    'node',
    'supabase-auth-starter/1 (client=)',
    'supabase-auth-starter/2 (client=YQ)',
    `x ${maskUserAgent('a')}`,
  ])('is not read into %s', (isMet) => expect(unmaskUserAgent(isMet)).toBe(isMet))

  it('that a client sends reveals only its content', () => {
    const forged = maskUserAgent(CHROME)
    expect(unmaskUserAgent(maskUserAgent(forged))).toBe(forged)
    expect(deviceName(maskUserAgent(forged))).toBe('Unknown device')
    expect(deviceName(maskUserAgent('<script>alert(1)</script>'))).toBe('Unknown device')
  })
})
