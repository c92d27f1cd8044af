import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { localCertificate } from '../../../supabase/scripts/certificate.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificates-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test('creates a current certificate for this machine, and uses it again', () => {
  const { key, cert } = localCertificate(join(folder, 'new'))
  const certificate = new X509Certificate(readFileSync(cert))
  expect(certificate.checkHost('localhost')).toBe('localhost')
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(certificate.checkHost('example.com')).toBeUndefined()
  expect(certificate.validToDate.getTime()).toBeGreaterThan(Date.now() + 24 * 60 * 60 * 1000)
  const before = readFileSync(key, 'utf8')
  expect(localCertificate(join(folder, 'new'))).toMatchObject({ key, cert })
  expect(readFileSync(key, 'utf8')).toBe(before)
})

test('tries mkcert before openssl', () => {
  const call = join(folder, 'call')
  writeFileSync(join(folder, 'mkcert'), `#!/bin/sh\necho "$@" > ${call}\nexit 1\n`)
  chmodSync(join(folder, 'mkcert'), 0o755)
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`)
  const { description } = localCertificate(folder)
  expect(readFileSync(call, 'utf8')).toMatch(/^-key-file \S+ -cert-file \S+ localhost 127\.0\.0\.1 ::1\n$/)
  expect(description).toContain('self-signed, so your browser shows a warning')
})

test('says what to install if neither program is there', () => {
  vi.stubEnv('PATH', folder)
  expect(() => localCertificate(folder)).toThrow('Install mkcert or openssl')
})
