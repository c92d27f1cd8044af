import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { secretKey } from 'supabase-embedded'
import { describe, expect, it } from 'vitest'
import { doctorProject, PREVIEW } from '../support/doctor-project.ts'
import { HANG_MS } from '../support/timeouts.ts'

const MAIN = resolve(import.meta.dirname, '../../supabase/doctor/main.ts')
const { healthy } = doctorProject()

describe('npm run doctor', () => {
  async function run(parameters: string[], env: Record<string, string>) {
    const cwd = mkdtempSync(join(tmpdir(), 'doctor-'))
    writeFileSync(
      join(cwd, '.env.local'),
      Object.entries(healthy())
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    const { PATH = '', HOME = '' } = process.env
    const doctor = spawn(process.execPath, [MAIN, ...parameters], {
      cwd,
      env: { PATH, HOME, NODE_ENV: 'production', ...env },
      timeout: HANG_MS,
    })
    const exit = new Promise<number | null>((done) => doctor.on('exit', done))
    const [output, errors, code] = await Promise.all([text(doctor.stdout), text(doctor.stderr), exit])
    rmSync(cwd, { recursive: true })
    expect(output + errors).not.toContain(secretKey)
    return { output, errors, code }
  }

  it('reads .env.local, and exits with code 0 if no check fails', async () => {
    const { output, errors, code } = await run([`--preview=${PREVIEW}`], {})
    expect({ errors, code }).toEqual({ errors: '', code: 0 })
    expect(
      output
        .trim()
        .split('\n')
        .every((line) => /^ok {7}[\w-]+ +\S/.test(line)),
    ).toBe(true)
  })

  it('exits with code 1 if a check fails, and prints JSON with --json', async () => {
    const { output, code } = await run(['--json'], { NEXT_PUBLIC_SITE_URL: 'http://shop.example.com' })
    expect(code).toBe(1)
    const findings = JSON.parse(output)
    expect(findings).toContainEqual({
      check: 'site-url',
      status: 'failure',
      message: expect.stringContaining('does not use HTTPS'),
    })
    for (const finding of findings) expect(Object.keys(finding)).toEqual(['check', 'status', 'message'])
  })

  it('rejects a preview URL that is not a URL', async () => {
    const { errors, code } = await run(['--preview=shop'], {})
    expect(code).toBe(1)
    expect(errors).toContain('The value of --preview is not a URL. Pass the full URL')
  })
})
