import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { type Backend, startBackend } from 'supabase-embedded'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { OUR_NODE_OPTIONS } from '../../bench/node-options'
import { COOKIE_SECRET } from '../support/app'
import { BrowserJar } from '../support/browser-jar'
import { assemble, dockerContext, readDockerfile } from '../support/dockerfile'
import { sendForm } from '../support/html-form'
import { startOtlpReceiver } from '../support/otlp-receiver'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { MEMBER } from '../support/stack'
import { startOnPort } from '../support/start-on-port'
import { HANG_MS } from '../support/timeouts'

const root = resolve(import.meta.dirname, '../..')
const stages = readDockerfile()
const [build, image] = stages
if (!build || !image) throw new Error('The Dockerfile has fewer than two stages.')

const { PATH = '' } = process.env
let backend: Backend
let folder: string
let port: number
let server: ServerProcess
let jar: BrowserJar
let receiver: Awaited<ReturnType<typeof startOtlpReceiver>>

/** Runs a command of the image in its folder, with the environment of the image and of the container. */
const environment = (given: Record<string, string>) => ({
  PATH,
  NODE_ENV: 'production' as const,
  ...image.environment,
  ...given,
})
const [program = '', ...parameters] = image.command
// The image's `node` is the one that runs this test; their versions are compared below.
const inImage = (name: string) => (name === 'node' ? process.execPath : name)

beforeAll(async () => {
  folder = assemble(image)
  receiver = await startOtlpReceiver()
  ;({ port, backend, server } = await startOnPort(start))
  jar = new BrowserJar(`http://localhost:${port}`)
})

async function start(port: number) {
  const siteUrl = `http://localhost:${port}`
  const backend = await startBackend({ siteUrl })
  try {
    const env = environment({
      PORT: String(port),
      NEXT_PUBLIC_SUPABASE_URL: backend.apiUrl,
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: backend.publishableKey,
      COOKIE_SECRET,
      SUPABASE_BROWSER_CLIENT: 'on',
      NEXT_PUBLIC_SITE_URL: siteUrl,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    })
    const options = { port, ready: /Ready in/, cwd: folder, env }
    return { port, backend, server: await startServerProcess(inImage(program), parameters, options) }
  } catch (error) {
    await backend.close()
    throw error
  }
}

afterAll(async () => {
  await server.close()
  await backend.close()
  receiver.close()
  rmSync(folder, { recursive: true })
})

describe('the Dockerfile', () => {
  it('uses the tested version of Node.js', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(process.version).toBe(`v${devDependencies.node}`)
    for (const stage of stages) expect(stage.image).toBe(`node:${devDependencies.node}-slim`)
  })

  it('installs the lock file and runs the build of npm test', () => {
    expect(build.runs).toEqual(['npm ci', 'npm run build'])
    for (const source of build.copies.flatMap(({ from }) => from))
      expect(existsSync(join(root, source))).toBe(true)
    expect(build.copies.at(-1)).toMatchObject({ from: ['.'], to: '.' })
  })

  it('starts the server with the options of npm start', () => {
    expect(OUR_NODE_OPTIONS).not.toEqual([])
    expect(image.command).toEqual(['node', ...OUR_NODE_OPTIONS, 'server.js'])
  })

  it('copies no settings, no history, and no tests', () => {
    const context = dockerContext()
    expect(context).toEqual(
      expect.arrayContaining(['app', 'utils', 'middleware.ts', 'package-lock.json', 'public']),
    )
    expect(context.filter((name) => /^\.|^(node_modules|supabase|tests)$|\.pem$/.test(name))).toEqual([])
  })

  it('runs as a user other than root, in a folder without secrets and source code', () => {
    expect(image.user).toBe('node')
    expect(stages.flatMap(({ environment }) => Object.keys(environment)).join()).not.toMatch(
      /SUPABASE|SECRET|KEY/,
    )
    expect(readdirSync(folder).sort()).toEqual([
      '.next',
      'node_modules',
      'package.json',
      'public',
      'server.js',
    ])
  })
})

describe('the last stage', () => {
  it('serves pages, styles, scripts, and files', async () => {
    // From the page cache: at the address of the container, the server reaches itself. It learns the address from its first requests.
    const policy = async () => (await jar.fetch('/login')).headers.get('content-security-policy')
    await expect.poll(policy).toContain("'sha256-")
    const page = await (await jar.fetch('/login')).text()
    expect(page).toContain('Sign in')
    const files = [...page.matchAll(/"(\/_next\/static\/[^"\\]+\.(?:js|css))"/g)].map(([, path = '']) => path)
    expect(files.some((path) => path.endsWith('.js'))).toBe(true)
    expect(files.some((path) => path.endsWith('.css'))).toBe(true)
    for (const path of [...new Set(files), '/icon.svg']) {
      const response = await jar.fetch(path)
      expect({ path, status: response.status }).toEqual({ path, status: 200 })
    }
  })

  it('protects pages: the middleware runs', async () => {
    const response = await jar.fetch('/private')
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toBe('/login?redirectedFrom=%2Fprivate')
    expect(response.headers.get('content-security-policy')).toContain("'strict-dynamic'")
  })

  it('uses the Supabase project of the container’s environment, in browsers too', async () => {
    const { headers } = await jar.fetch('/')
    expect(headers.get('content-security-policy')).toContain(`connect-src 'self' ${backend.apiUrl} `)
    const fields = [
      ['email', MEMBER.email],
      ['password', MEMBER.password],
    ] as const
    await sendForm(jar, '/login', fields)
    const { path, response } = await jar.open('/private')
    expect(path).toBe('/private')
    expect(await response.text()).toContain(MEMBER.email)
  })

  it('exports traces', async () => {
    await jar.fetch('/login')
    await expect
      .poll(() => receiver.spans().map(({ name }) => name), { timeout: HANG_MS })
      .toContain('GET /login')
  })

  it('stops with one line that names a missing setting', async () => {
    const { status, stderr } = spawnSync(inImage(program), parameters, {
      cwd: folder,
      env: environment({ PORT: '0' }),
      encoding: 'utf8',
      timeout: HANG_MS,
    })
    expect(status).toBe(1)
    expect(stderr.trim()).toMatch(/^NEXT_PUBLIC_SUPABASE_URL is not set: [^\n]+$/)
  })

  it('is healthy while it responds, and unhealthy when it fails or stops', async () => {
    const [check = '', ...checked] = image.health
    const health = async (at: number) => {
      const child = spawn(inImage(check), checked, {
        env: environment({ PORT: String(at) }),
        stdio: 'ignore',
      })
      const [code] = await once(child, 'exit')
      return code
    }
    expect(await health(port)).toBe(0)
    let status = 200
    const requests: (string | undefined)[] = []
    const other = createServer(({ url }, response) => {
      requests.push(url)
      response.writeHead(status).end()
    }).listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => {
      other.close()
    })
    const address = other.address()
    const at = typeof address === 'object' && address ? address.port : 0
    expect(await health(at)).toBe(0)
    status = 503
    expect(await health(at)).toBe(1)
    expect(requests).toEqual(['/api/health', '/api/health'])
    await server.close()
    expect(await health(port)).toBe(1)
  })
})
