import { describe, expect, it } from 'vitest'
import { doctorProject, PREVIEW, SITE, settings } from '../support/doctor-project.ts'

const { proxy, problems } = doctorProject()

describe('the doctor says', () => {
  it.each([
    ['on', { passkeys_enabled: true }, 'Passkeys are on'],
    ['off', { passkeys_enabled: false }, 'Passkeys are off'],
    ['off on an older Auth server', {}, 'Passkeys are off'],
  ])('that passkeys are %s', async (_, changes, message) => {
    await proxy().fault(settings(changes))
    const { found, messages } = await problems({}, PREVIEW)
    expect(found).toEqual([])
    expect(messages).toContain(message)
  })

  it.each([
    ['at http://localhost:3000', 'http://localhost:3000', [], 'They work at http://localhost:3000.'],
    [
      'at an IP address',
      'http://127.0.0.1:3000',
      ['passkeys: warning'],
      'Change rp_id in supabase/config.toml',
    ],
    ['at a name that ends alike', 'http://notlocalhost:3000', ['passkeys: warning'], 'Change rp_id'],
    ['at another port', 'http://localhost:3999', ['passkeys: warning'], 'rp_origins in supabase/config.toml'],
  ])('whether passkeys of the local stack work %s', async (_, site, expected, message) => {
    const { found, messages } = await problems({ NODE_ENV: 'development', NEXT_PUBLIC_SITE_URL: site })
    expect(found.filter((finding) => finding.startsWith('passkeys'))).toEqual(expected)
    expect(messages).toContain(message)
  })

  it('what passkeys need of a live site', async () => {
    const { hostname } = new URL(SITE)
    const { messages } = await problems({}, PREVIEW)
    expect(messages).toContain(`the relying party ID is ${hostname} or a domain above it`)
  })
})
