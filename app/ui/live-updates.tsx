import { createHash } from 'node:crypto'
import { env } from '@/utils/env'
import { hasLiveUpdates } from '@/utils/live/has-live-updates'
import { LiveRegion } from './live-region'

type LiveUpdatesProps = {
  userId: string
  /** The organization whose data the page shows, too. */
  organizationId?: string
  /** The data that the page shows: a change of it is announced. */
  data: unknown
  /** What a screen reader says after a change. */
  announcement: string
}

/**
 * Keeps a page up to date: when the database announces a change through Realtime, the page asks the server again. Without JavaScript
 * or Realtime, the page changes when it is reloaded. Needs LIVE_UPDATES=on.
 */
export function LiveUpdates({ userId, organizationId, data, announcement }: LiveUpdatesProps) {
  if (!hasLiveUpdates()) return null
  const { supabaseUrl, publishableKey } = env()
  return (
    <LiveRegion
      realtimeUrl={`${supabaseUrl}/realtime/v1`}
      publishableKey={publishableKey}
      userId={userId}
      organizationId={organizationId}
      version={createHash('sha256').update(JSON.stringify(data)).digest('base64url')}
      announcement={announcement}
    />
  )
}
