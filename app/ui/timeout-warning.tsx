'use client'

import { useEffect, useId, useRef, useState } from 'react'
import { type Expiry, readExpiry } from './session-expiry'

const WARNING_MS = 2 * 60_000

export type TimeoutWarningProps = {
  /** The cookie that the middleware sets with every response. All tabs read it, so activity in one closes the warning in all. */
  cookieName: string
  /** The server's time when it rendered the page. */
  serverTime: number
}

/** Browser clocks may be wrong. A page from the router's cache has an old serverTime, so the smallest difference counts. */
let clockOffsetMs = Number.POSITIVE_INFINITY

/**
 * Warns two minutes before the session times out, in every tab; "Stay signed in" counts as activity. After the time-out it reloads
 * the page, and the server decides.
 */
export function TimeoutWarning({ cookieName, serverTime }: TimeoutWarningProps) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const [expiry, setExpiry] = useState<(Expiry & { leftMs: number }) | null>(null)
  const [closed, setClosed] = useState('')
  const [hasFailed, setHasFailed] = useState(false)

  useEffect(() => {
    clockOffsetMs = Math.min(clockOffsetMs, Date.now() - serverTime)
    // The page after a sign-in comes with the form's response, which has no such cookie.
    if (!readExpiry(document.cookie, cookieName)) countAsActive()
    const check = () => {
      const found = readExpiry(document.cookie, cookieName)
      if (!found) return setExpiry(null)
      const leftMs = found.at + clockOffsetMs - Date.now()
      setExpiry(leftMs <= WARNING_MS ? { ...found, leftMs: Math.max(0, leftMs) } : null)
      if (leftMs > 0) return
      stop()
      window.location.reload()
    }
    const timer = setInterval(check, 1000)
    // Timers are slow in hidden tabs and stand still while the computer sleeps.
    document.addEventListener('visibilitychange', check)
    const stop = () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', check)
    }
    return stop
  }, [cookieName, serverTime])

  const isShown = expiry !== null && expiry.value !== closed
  useEffect(() => {
    if (isShown) dialog.current?.showModal()
  }, [isShown])
  if (!isShown) return null

  const stay = async () => {
    setHasFailed(false)
    const response = await countAsActive()
    if (response?.status === 401) window.location.reload()
    const now = readExpiry(document.cookie, cookieName)
    if (now && now.value !== expiry.value) setClosed(expiry.value)
    else setHasFailed(true)
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={() => setClosed(expiry.value)}
      className="m-auto w-full max-w-form rounded-card border border-line bg-surface p-5 text-ink shadow-xs backdrop:bg-black/50 sm:p-8"
    >
      <h2 id={`${id}-title`} className="text-title text-balance">
        You’ll be signed out soon
      </h2>
      <p id={`${id}-text`} className="mt-2 text-pretty text-muted">
        {expiry.limit === 'idle'
          ? 'You haven’t used this site for a while. Unsaved changes are lost when you’re signed out.'
          : 'You’ve been signed in for nearly the maximum time. Save your changes, then sign in again.'}
      </p>
      <p className="mt-4">
        Time left: <strong className="tabular-nums">{minutesAndSeconds(expiry.leftMs)}</strong>
      </p>
      <p role="alert" className="mt-4 text-sm text-danger empty:hidden">
        {hasFailed && 'Your session could not be extended. Check your connection and try again.'}
      </p>
      {expiry.limit === 'idle' ? (
        <button type="button" onClick={stay} className="button button-primary mt-6 w-full">
          Stay signed in
        </button>
      ) : (
        <button
          type="button"
          onClick={() => dialog.current?.close()}
          className="button button-quiet mt-6 w-full"
        >
          Close
        </button>
      )}
    </dialog>
  )
}

/** Any request to the server counts as activity; its response sets the cookie. */
function countAsActive(): Promise<Response | null> {
  return fetch('/api/me', { cache: 'no-store' }).catch(() => null)
}

function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
