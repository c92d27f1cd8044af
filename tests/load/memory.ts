import { readFileSync } from 'node:fs'

/** How much memory a process occupies (its resident set), in MB. Linux only, as proc(5) tells it. */
export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  if (!kilobytes) throw new Error(`/proc/${pid}/status has no VmRSS`)
  return Number(kilobytes) / 1024
}
