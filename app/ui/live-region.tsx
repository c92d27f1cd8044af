'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, useTransition } from 'react'
import { clearDraft, saveDraft, savedDraft } from './draft'

const MIN_INTERVAL_MS = 1000
const RETRY_MS = 30_000

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
  const [isStale, setIsStale] = useState(false)
  const [announced, setAnnounced] = useState(0)
  const last = useRef({ startedAt: 0, version, isRefresh: false, hasDraft: false })

  useEffect(() => {
    let isEnded = false
    let disconnect = () => {}
    import('./live-connection').then(({ connect }) => {
      if (isEnded) return
      const topics = [`user:${userId}`, ...(organizationId ? [`organization:${organizationId}`] : [])]
      disconnect = connect({ realtimeUrl, publishableKey, topics }, () => setIsStale(true))
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
    if (isRefresh && version !== last.current.version) setAnnounced((count) => count + 1)
    last.current = { ...last.current, version, isRefresh: false, hasDraft: false }
    if (!isStale) return

    let isCanceled = false
    const start = async () => {
      clearTimeout(timer)
      if (document.hidden) return
      const isAvailable = await isServerAvailable()
      if (isCanceled) return
      if (!isAvailable) {
        timer = setTimeout(start, RETRY_MS)
        return
      }
      const hasDraft = !savedDraft()
      if (hasDraft) saveDraft(userId)
      last.current = { startedAt: Date.now(), version, isRefresh: true, hasDraft }
      setIsStale(false)
      startTransition(refresh)
    }
    document.addEventListener('visibilitychange', start)
    let timer = setTimeout(start, last.current.startedAt + MIN_INTERVAL_MS - Date.now())
    return () => {
      isCanceled = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', start)
    }
  }, [isStale, isRefreshing, version, userId, refresh])

  return (
    <p role="status" className="sr-only">
      {announced > 0 && <span key={announced}>{announcement}</span>}
    </p>
  )
}

/** Next replaces the whole page if a refresh fails. */
async function isServerAvailable(): Promise<boolean> {
  try {
    const { status } = await fetch('/api/me', { cache: 'no-store' })
    return status < 500 && status !== 429
  } catch {
    return false
  }
}
