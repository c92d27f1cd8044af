import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  key: string
  cert: string
  /** The path, and what the browser does with the certificate: a line of the banner. */
  description: string
}

const NAMES = ['localhost', '127.0.0.1', '::1']

/**
 * Finds or creates a certificate for HTTPS on localhost. mkcert creates one that the browsers on this machine trust. Without
 * mkcert, openssl creates a self-signed one, and the browser shows a warning. Unlike Next, this needs no network.
 *
 * @param folder contains `localhost.pem` and `localhost-key.pem`; git ignores it.
 * @returns the paths of key and certificate. Throws an Error if neither program is installed.
 */
export function localCertificate(folder: string): Certificate {
  const cert = join(folder, 'localhost.pem')
  const key = join(folder, 'localhost-key.pem')
  if (!isCurrent(cert) || !existsSync(key)) createCertificate(folder, key, cert)
  const { issuer, subject } = new X509Certificate(readFileSync(cert))
  const description = issuer === subject ? `${cert} (self-signed, so your browser shows a warning)` : cert
  return { key, cert, description }
}

function isCurrent(cert: string): boolean {
  return existsSync(cert) && new X509Certificate(readFileSync(cert)).validToDate > new Date()
}

function createCertificate(folder: string, key: string, cert: string): void {
  mkdirSync(folder, { recursive: true })
  if (runProgram('mkcert', ['-key-file', key, '-cert-file', cert, ...NAMES])) return
  if (runProgram('openssl', opensslParameters(key, cert))) return
  throw new Error('HTTPS needs a certificate. Install mkcert or openssl, then run this command again.')
}

/** Chrome limits server certificates to 825 days, and only reads names from subjectAltName. */
function opensslParameters(key: string, cert: string): string[] {
  const names = NAMES.map((name) => (/^[a-z]/.test(name) ? `DNS:${name}` : `IP:${name}`)).join()
  const options = [
    '-x509',
    '-nodes',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-days',
    '825',
  ]
  const extensions = [`subjectAltName=${names}`, 'extendedKeyUsage=serverAuth', 'keyUsage=digitalSignature']
  const extensionParameters = extensions.flatMap((extension) => ['-addext', extension])
  return ['req', ...options, '-subj', '/CN=localhost', ...extensionParameters, '-keyout', key, '-out', cert]
}

/** @returns whether the program is installed and succeeded. */
function runProgram(program: string, parameters: string[]): boolean {
  return spawnSync(program, parameters, { stdio: 'ignore' }).status === 0
}
