'use client'

import { lazy, Suspense } from 'react'
import type { TimeoutWarningProps } from './timeout-warning'

const TimeoutWarning = lazy(() =>
  import('./timeout-warning').then((module) => ({ default: module.TimeoutWarning })),
)

/** Loads the warning before a session times out. Only where SESSION_TIMEOUTS is on. */
export function SessionTimeout(props: TimeoutWarningProps) {
  return (
    <Suspense>
      <TimeoutWarning {...props} />
    </Suspense>
  )
}
