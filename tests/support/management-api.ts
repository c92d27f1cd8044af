import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { runSupabase } from './supabase-cli.ts'

export type Write = { method: string; path: string; body: Record<string, unknown> }

const REF = 'abcdefghijklmnopqrst'

/** The settings of a project in the format of the Management API, limited to what the CLI compares. */
const remoteConfig = {
  api: {
    db_schema: 'public',
    db_extra_search_path: 'public, extensions',
    max_rows: 1000,
    db_pool_acquisition_timeout: 10,
    db_pool_max_lifetime: 0,
    db_pool_max_idletime: 0,
    db_pool: null,
  },
  auth: { site_url: 'https://app.example.com', external_github_enabled: true },
}

/**
 * Runs a command of the pinned Supabase CLI against a local Management API.
 * @param command the documented command without `npx supabase`; `<ref>` is replaced with the reference of a project.
 * @param cwd the folder that contains `supabase/`.
 * @returns the output of the CLI, and every request that would have changed the project.
 */
export async function runOnProject(
  command: string,
  cwd: string,
): Promise<{ output: string; writes: Write[] }> {
  const writes: Write[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request
    const body = await text(request)
    if (method !== 'GET') writes.push({ method, path, body: JSON.parse(body) })
    response.setHeader('content-type', 'application/json')
    if (path.endsWith('/billing/addons')) {
      response.end(JSON.stringify({ selected_addons: [], available_addons: [] }))
    } else if (path === `/v2/projects/${REF}/config`) {
      response.end(JSON.stringify({ data: { type: 'project_config', id: REF, attributes: remoteConfig } }))
    } else {
      response.writeHead(method === 'GET' ? 404 : 200).end(JSON.stringify(remoteConfig.api))
    }
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const home = mkdtempSync(join(tmpdir(), 'supabase-home-'))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const profile = join(home, 'profile.yaml')
    mkdirSync(join(home, '.supabase'))
    writeFileSync(profile, `name: test\napi_url: ${url}\ndashboard_url: ${url}\nproject_host: example.com\n`)
    const parameters = command.replace('<ref>', REF).split(' ')
    const output = await runSupabase([...parameters, '--profile', profile], {
      cwd,
      env: { HOME: home, SUPABASE_ACCESS_TOKEN: `sbp_${'a'.repeat(40)}` },
    })
    return { output, writes }
  } finally {
    server.close()
    rmSync(home, { recursive: true })
  }
}
