import { z } from 'zod'
import type { App } from './app.ts'

const lineSchema = z.looseObject({
  level: z.enum(['debug', 'info', 'warn', 'error']),
  time: z.iso.datetime(),
  event: z.string(),
  requestId: z.uuid().optional(),
})

export type LogLine = z.infer<typeof lineSchema>

/** All log lines so far. Throws if one is malformed. The last one may be incomplete and is omitted. */
export function logLines({ output }: Pick<App, 'output'>): LogLine[] {
  return output()
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => lineSchema.parse(JSON.parse(line)))
}
