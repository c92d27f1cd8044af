import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { projectRoot } from '../../../supabase/scripts/project-root.ts'

const emailSchema = z.object({ subject: z.string().min(1).max(60), content_path: z.string() })
const configSchema = z.object({
  auth: z.object({
    email: z.object({
      otp_expiry: z.number(),
      template: z.record(z.string(), emailSchema),
      notification: z.record(z.string(), emailSchema.extend({ enabled: z.literal(true) })),
    }),
  }),
})
const { auth } = configSchema.parse(parse(readFileSync(resolve(projectRoot, 'supabase/config.toml'), 'utf8')))
const { template, notification, otp_expiry } = auth.email
const read = (path: string) => readFileSync(resolve(projectRoot, path), 'utf8')

// The `type` that the verification of each email's token requires.
const linkType = {
  confirmation: 'signup',
  recovery: 'recovery',
  magic_link: 'magiclink',
  email_change: 'email_change',
  invite: 'invite',
}

test('config.toml names every email that the Auth server can send', () => {
  expect(Object.keys(template).sort()).toEqual([...Object.keys(linkType), 'reauthentication'].sort())
  expect(Object.keys(notification).sort()).toEqual([
    'email_changed',
    'identity_linked',
    'identity_unlinked',
    'mfa_factor_enrolled',
    'mfa_factor_unenrolled',
    'password_changed',
  ])
})

test('every template file belongs to an email, and every email has its file', () => {
  const named = Object.values({ ...template, ...notification }).map(({ content_path }) => content_path)
  const files = readdirSync(resolve(projectRoot, 'supabase/templates')).map(
    (file) => `./supabase/templates/${file}`,
  )
  expect(named.sort()).toEqual(files.sort())
})

describe.for(Object.entries(linkType))('%s', ([name, type]) => {
  const html = read(`supabase/templates/${name}.html`)
  const address = `{{ .RedirectTo }}?token_hash={{ .TokenHash }}&amp;type=${type}`

  test('has the link, as a button and as text', () => {
    expect(html).toContain(`href="${address}"`)
    expect(html).toContain(`>${address}<`)
  })
})

test.for(Object.entries(template))('%s has the code, and says when it expires', ([, { content_path }]) => {
  expect(read(content_path)).toMatch(/>\{\{ \.Token \}\}</)
  expect(read(content_path)).toMatch(new RegExp(`expires? in ${otp_expiry / 60} minutes`))
})

test.for(Object.entries({ ...template, ...notification }))(
  '%s loads nothing and runs nothing',
  ([, { content_path }]) => {
    expect(read(content_path)).not.toMatch(/<(img|script|link|iframe|style)\b|url\(/i)
  },
)
