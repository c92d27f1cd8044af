/** What the forms of somebody who is signed in are counted under: their own, in this session, and out of strangers' reach. */
export function sessionLimiterKey({ id, sessionId }: { id: string; sessionId: string }): string {
  return `${id}/${sessionId}`
}
