'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, useTransition } from 'react'
import { clearDraft, saveDraft, savedDraft } from './draft'

const MIN_INTERVAL_MS = 1000

type LiveRegionProps = {
  realtimeUrl: string
  publishableKey: string
  userId: string
  organizationId: string | undefined
  /** Changes with the data that the page shows. */
  version: string
  announcement: string
}

/**
 * Refreshes the page after changes elsewhere, at most once a second and only while it is visible, and announces once that its data is
 * new. A refresh keeps focus and unsent text; if the session has ended, the text is saved like in app/ui/sync-tabs.tsx.
 */
export function LiveRegion({
  realtimeUrl,
  publishableKey,
  userId,
  organizationId,
  version,
  announcement,
}: LiveRegionProps) {
  const { refresh } = useRouter()
  const [isRefreshing, startTransition] = useTransition()
  const [changes, setChanges] = useState(0)
  const [text, setText] = useState('')
  const last = useRef({ changes: 0, version, isRefresh: false, hasDraft: false })

  useEffect(() => {
    let isEnded = false
    let disconnect = () => {}
    import('./live-connection').then(({ connect }) => {
      if (isEnded) return
      const topics = [`user:${userId}`, ...(organizationId ? [`organization:${organizationId}`] : [])]
      disconnect = connect({ realtimeUrl, publishableKey, topics }, () => setChanges((count) => count + 1))
    })
    return () => {
      isEnded = true
      disconnect()
    }
  }, [realtimeUrl, publishableKey, userId, organizationId])

  useEffect(() => {
    if (isRefreshing) return
    const { isRefresh, hasDraft } = last.current
    if (hasDraft) clearDraft()
    // What the user changed on this page is not announced.
    if (isRefresh && version !== last.current.version) setText(announcement)
    last.current = { ...last.current, version, isRefresh: false, hasDraft: false }
    if (changes === last.current.changes) return

    const start = () => {
      if (document.hidden) return
      document.removeEventListener('visibilitychange', start)
      const hasDraft = !savedDraft()
      if (hasDraft) saveDraft(userId)
      last.current = { changes, version, isRefresh: true, hasDraft }
      setText('')
      startTransition(refresh)
    }
    document.addEventListener('visibilitychange', start)
    const timer = setTimeout(start, last.current.changes === 0 ? 0 : MIN_INTERVAL_MS)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', start)
    }
  }, [changes, isRefreshing, version, announcement, userId, refresh])

  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  )
}
