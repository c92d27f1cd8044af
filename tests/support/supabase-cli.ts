import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { HANG_MS } from './timeouts.ts'

/**
 * Runs the pinned Supabase CLI without a terminal.
 * @returns its output on stdout and stderr, whether it succeeded or not. Throws if it cannot be started or hangs.
 */
export async function runSupabase(
  words: string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<string> {
  const cli = spawn(resolve(projectRoot, 'node_modules/.bin/supabase'), words, {
    cwd,
    env: { ...process.env, DO_NOT_TRACK: '1', SUPABASE_NO_UPDATE_NOTIFIER: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANG_MS,
  })
  const failed = new Promise<never>((_, reject) => {
    cli.on('error', reject)
    cli.on('exit', (_code, signal) => {
      if (signal) reject(new Error(`supabase ${words.join(' ')} was ended by ${signal}.`))
    })
  })
  const [output, errors] = await Promise.race([Promise.all([text(cli.stdout), text(cli.stderr)]), failed])
  return output + errors
}
