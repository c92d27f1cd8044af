import { readFileSync } from 'node:fs'

/** The memory of a process (its resident set) in MB. Linux only: see proc(5). */
export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  if (!kilobytes) throw new Error(`/proc/${pid}/status has no VmRSS`)
  return Number(kilobytes) / 1024
}
