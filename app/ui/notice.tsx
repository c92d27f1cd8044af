'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { Alert } from './alert'

type NoticeProps = { children: ReactNode; kind?: 'error' | 'success' }

/** What came of the act that led to this page. It has the focus when the page is shown, so that no one misses it. */
export function Notice({ children, kind = 'success' }: NoticeProps) {
  const news = useRef<HTMLDivElement>(null)
  useEffect(() => news.current?.focus(), [])
  return (
    <Alert kind={kind} ref={news} autoFocus>
      {children}
    </Alert>
  )
}
