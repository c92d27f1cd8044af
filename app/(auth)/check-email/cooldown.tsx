'use client'

import { useEffect, useState } from 'react'
import { formatMinutes } from '@/utils/rate-limit/format-minutes'

/** Longer times are shown in minutes. */
const LONG_S = 90

/** Shows the cooldown before the next email. With JavaScript it counts down. */
export function Cooldown({ seconds }: { seconds: number }) {
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    const end = Date.now() + seconds * 1000
    const tick = setInterval(() => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000))), 1000)
    return () => clearInterval(tick)
  }, [seconds])

  if (left === 0) return null
  return (
    <p className="text-center text-sm text-muted">
      You can request another email in {left > LONG_S ? formatMinutes(left) : inSeconds(left)}.
    </p>
  )
}

function inSeconds(count: number): string {
  return count === 1 ? '1 second' : `${count} seconds`
}
