import { z } from 'zod'
import { SCOPES } from './limits'

/**
 * The request header by which the middleware tells the action what it has decided about its attempt: the status of the answer
 * was chosen by that. The middleware overwrites whatever a client sent under this name.
 */
export const DECISION_HEADER = 'x-attempt-decision'

const decisionSchema = z.object({
  limiter: z.string(),
  /** By whom the attempt is refused, and for how many seconds. */
  refused: z.object({ scope: z.enum(SCOPES), waitS: z.number() }).optional(),
  /** When the turn begins that it was given in the slow lane. */
  turn: z.number().optional(),
})

export type AttemptDecision = z.infer<typeof decisionSchema>

export function writeAttemptDecision(headers: Headers, decision: AttemptDecision | null): void {
  headers.delete(DECISION_HEADER)
  if (decision) headers.set(DECISION_HEADER, JSON.stringify(decision))
}

/** What was decided about the attempt that a limiter is asked about, or null. */
export function readAttemptDecision(headers: Headers, limiter: string): AttemptDecision | null {
  const sent = headers.get(DECISION_HEADER)
  const decision = sent === null ? null : decisionSchema.parse(JSON.parse(sent))
  return decision?.limiter === limiter ? decision : null
}
