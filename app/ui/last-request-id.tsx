'use client'

import { useSyncExternalStore } from 'react'
import { REQUEST_TIMING } from '@/utils/log/request-id'
import { RequestId } from './request-id'

/**
 * The request ID for an error that may have come after the page: that of the last request of this page, from its Server-Timing.
 *
 * @param rendered what the server knows when it renders the error: the ID of its request, or the digest of the error.
 */
export function LastRequestId({ rendered }: { rendered: string | undefined }) {
  const id = useSyncExternalStore(onRequest, lastRequestId, () => undefined)
  return <RequestId id={id ?? rendered} />
}

function onRequest(notify: () => void): () => void {
  const observer = new PerformanceObserver(notify)
  observer.observe({ type: 'resource' })
  return () => observer.disconnect()
}

function lastRequestId(): string | undefined {
  return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter((entry) => entry instanceof PerformanceResourceTiming)
    .flatMap(({ startTime, serverTiming }) =>
      serverTiming.flatMap(({ name, description }) =>
        name === REQUEST_TIMING ? [{ startTime, id: description }] : [],
      ),
    )
    .toSorted((one, other) => one.startTime - other.startTime)
    .at(-1)?.id
}
