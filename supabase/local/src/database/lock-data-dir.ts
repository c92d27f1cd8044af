import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const claimedHere = new Set<string>()

/**
 * Makes sure that only one backend uses a data folder, which is created if necessary: two would destroy it.
 * @returns a function that releases the folder. Throws an Error that names the process that holds it.
 */
export function lockDataDir(folder: string): () => Promise<void> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'pid')
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (claimedHere.has(folder) || (holder !== process.pid && isRunning(holder))) {
    throw new Error(`${folder} is in use by process ${holder}: stop that backend first.`)
  }
  claimedHere.add(folder)
  writeFileSync(file, String(process.pid))
  return async () => {
    claimedHere.delete(folder)
    rmSync(file, { force: true })
  }
}

function isRunning(pid: number): boolean {
  if (pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
