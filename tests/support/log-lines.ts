import { z } from 'zod'
import type { App } from './app.ts'

const lineSchema = z.looseObject({
  level: z.enum(['debug', 'info', 'warn', 'error']),
  time: z.iso.datetime(),
  event: z.string(),
  requestId: z.uuid().optional(),
})

export type LogLine = z.infer<typeof lineSchema>

/** Every line of the application's log so far. Throws when one is no such line; the last may be on its way still. */
export function logLines({ output }: Pick<App, 'output'>): LogLine[] {
  return output()
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => lineSchema.parse(JSON.parse(line)))
}
