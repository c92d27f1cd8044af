import { env } from '@/utils/env'

/** Whether pages update by themselves. Not where sessions time out: each update would count as activity of the user. */
export function hasLiveUpdates(): boolean {
  const { liveUpdates, sessionTimeouts } = env()
  return liveUpdates && !sessionTimeouts
}
