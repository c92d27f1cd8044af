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

test('is good for this machine, in date, and the same the next time', () => {
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

test('mkcert is asked first', () => {
  const asked = join(folder, 'asked')
  writeFileSync(join(folder, 'mkcert'), `#!/bin/sh\necho "$@" > ${asked}\nexit 1\n`)
  chmodSync(join(folder, 'mkcert'), 0o755)
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`)
  const { about } = localCertificate(folder)
  expect(readFileSync(asked, 'utf8')).toMatch(/^-key-file \S+ -cert-file \S+ localhost 127\.0\.0\.1 ::1\n$/)
  expect(about).toContain('the browser asks once')
})

test('without either program it says what to install', () => {
  vi.stubEnv('PATH', folder)
  expect(() => localCertificate(folder)).toThrow('install mkcert or openssl')
})
