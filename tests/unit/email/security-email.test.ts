import { describe, expect, it } from 'vitest'
import { renderSecurityEmail, type SecurityEmail } from '@/utils/email/security-email'

const SITE = 'https://app.example.com'
const EMAILS: SecurityEmail[] = [
  {
    kind: 'new-device',
    device: 'Firefox on Linux',
    address: '203.0.113.5',
    at: new Date('2026-11-22T03:40:00Z'),
    reportUrl: `${SITE}/auth/device?token=a&b`,
  },
  {
    kind: 'sign-in-blocked',
    device: 'Firefox on Linux',
    address: undefined,
    at: new Date('2026-11-22T03:40:00Z'),
  },
  { kind: 'recovery-code-used', codesLeft: 1 },
  { kind: 'passkey-added' },
  { kind: 'passkey-removed' },
  { kind: 'factor-reset-requested', effectiveAt: new Date('2026-11-23T03:40:00Z') },
  { kind: 'factor-reset-completed' },
]

describe.each(EMAILS)('the email $kind', (email) => {
  const { subject, html, text } = renderSecurityEmail(email, 'a@example.com', SITE)
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

  it('has a short subject', () => expect(subject.length).toBeLessThanOrEqual(60))

  it('says which account it is about, in HTML and text', () => {
    expect(html).toContain('a@example.com')
    expect(text).toContain('a@example.com')
  })

  it('has one link, on this site, as a button and as text', () => {
    expect(links).toHaveLength(1)
    expect(links[0]).toMatch(/^https:\/\/app\.example\.com\//)
    expect(text).toContain(links[0])
    expect(html.replaceAll('&amp;', '&').split(links[0] ?? '')).toHaveLength(3)
  })

  it('loads nothing and runs nothing', () =>
    expect(html).not.toMatch(/<(img|script|link|iframe|style)\b|url\(/i))
})

describe('the email about a new device', () => {
  const [email] = EMAILS
  const render = (changed: object) =>
    renderSecurityEmail({ ...email, ...changed } as SecurityEmail, 'a@example.com', SITE)

  it('names the device, the address and the time', () => {
    expect(render({}).text).toContain(
      'Device: Firefox on Linux\nIP address: 203.0.113.5\nTime: 22 November 2026 at 03:40 UTC',
    )
  })

  it('leaves out an unknown address', () => {
    expect(render({ address: undefined }).text).not.toContain('IP address')
  })

  it('shows markup as text', () => {
    expect(render({ device: '<b>"x"</b>' }).html).toContain('Device: &lt;b&gt;&quot;x&quot;&lt;/b&gt;')
  })
})
