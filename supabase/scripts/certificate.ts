import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  key: string
  cert: string
  /** For the banner: where it comes from. */
  about: string
}

const NAMES = ['localhost', '127.0.0.1', '::1']

/**
 * The certificate for https on this machine: the one in the folder, else one by mkcert, whose authority browsers here trust,
 * else one that openssl signs with its own key, about which a browser asks once. Needs no network, unlike Next's own way.
 *
 * @param folder where `localhost.pem` and `localhost-key.pem` are kept; git ignores it.
 * @returns the paths of key and certificate. Throws an Error when neither program is there.
 */
export function localCertificate(folder: string): Certificate {
  const cert = join(folder, 'localhost.pem')
  const key = join(folder, 'localhost-key.pem')
  if (!isInDate(cert) || !existsSync(key)) make(folder, key, cert)
  const { issuer, subject } = new X509Certificate(readFileSync(cert))
  const about = issuer === subject ? `${cert} (signed by itself: the browser asks once)` : cert
  return { key, cert, about }
}

function isInDate(cert: string): boolean {
  return existsSync(cert) && new X509Certificate(readFileSync(cert)).validToDate > new Date()
}

function make(folder: string, key: string, cert: string): void {
  mkdirSync(folder, { recursive: true })
  if (runs('mkcert', ['-key-file', key, '-cert-file', cert, ...NAMES])) return
  if (runs('openssl', openssl(key, cert))) return
  throw new Error('For https a certificate is needed: install mkcert or openssl, and start again.')
}

/** Chrome accepts a server's certificate for at most 825 days, and reads names from subjectAltName alone. */
function openssl(key: string, cert: string): string[] {
  const names = NAMES.map((name) => (/^[a-z]/.test(name) ? `DNS:${name}` : `IP:${name}`)).join()
  const kind = [
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
  const added = extensions.flatMap((extension) => ['-addext', extension])
  return ['req', ...kind, '-subj', '/CN=localhost', ...added, '-keyout', key, '-out', cert]
}

function runs(program: string, parameters: string[]): boolean {
  return spawnSync(program, parameters, { stdio: 'ignore' }).status === 0
}
