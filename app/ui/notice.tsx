'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { Alert } from './alert'

type NoticeProps = { children: ReactNode; kind?: 'error' | 'success' }

/** The result of the action that led to this page. It is focused, so that screen readers announce it. */
export function Notice({ children, kind = 'success' }: NoticeProps) {
  const alert = useRef<HTMLDivElement>(null)
  useEffect(() => alert.current?.focus(), [])
  return (
    <Alert kind={kind} ref={alert} autoFocus>
      {children}
    </Alert>
  )
}
