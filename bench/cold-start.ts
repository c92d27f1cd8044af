import { median } from './load.ts'
import type { MeasuredApps } from './measured-apps.ts'
import { OUR_NODE_OPTIONS } from './node-options.ts'
import { startStandaloneServer } from './server.ts'
import type { Row } from './table.ts'

const STARTS = 5

type Start = { ms: number; cpuMs: number; memory: number }

/** Starts the standalone server, as a container does, until its first page is there. */
async function coldStart(
  folder: string,
  supabaseUrl: string,
  path: string,
  nodeOptions: string[] = [],
): Promise<Start> {
  const since = performance.now()
  const server = await startStandaloneServer(folder, supabaseUrl, nodeOptions)
  try {
    const response = await fetch(server.url + path)
    if (!response.ok || !(await response.text()).includes('</html>'))
      throw new Error(`The standalone server answered ${response.status}.`)
    return { ms: performance.now() - since, cpuMs: server.cpuMs(), memory: server.peakMemory() }
  } finally {
    await server.close()
  }
}

/** The same for the floor and for ours, in turns. */
export async function coldStartRows({ folders, supabase }: MeasuredApps): Promise<Row[]> {
  const [floor, ours]: [Start[], Start[]] = [[], []]
  for (let n = 0; n < STARTS; n += 1) {
    floor.push(await coldStart(folders.bare, supabase.url, '/static'))
    ours.push(await coldStart(folders.ours, supabase.url, '/login', OUR_NODE_OPTIONS))
  }
  const middle = (starts: Start[], name: keyof Start) => median(starts.map((start) => start[name]))
  const row = (what: string, name: keyof Start, unit: string): Row => {
    const [least, most] = [middle(floor, name), middle(ours, name)]
    return {
      what: `Start of the standalone server to the first page: ${what}`,
      goal: '',
      floor: `${least.toFixed(0)} ${unit}`,
      ours: `${most.toFixed(0)} ${unit} (${(most / least).toFixed(2)} x)`,
    }
  }
  return [row('CPU time', 'cpuMs', 'ms'), row('time', 'ms', 'ms'), row('peak memory', 'memory', 'MB')]
}
