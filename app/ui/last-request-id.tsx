'use client'

import { useSyncExternalStore } from 'react'
import { REQUEST_TIMING } from '@/utils/log/request-id'
import { RequestId } from './request-id'

/**
 * The reference for an error of which the browser was told nothing but a digest: the last request of this page, document or not,
 * as its Server-Timing names it.
 */
export function LastRequestId({ digest }: { digest: string | undefined }) {
  const id = useSyncExternalStore(onRequest, lastRequestId, () => undefined)
  return <RequestId id={id ?? digest} />
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
