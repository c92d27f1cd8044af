'use client'

import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'

/** Opens without JavaScript. With it, opening reads the newest email again. */
export function Disclosure({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  const router = useRouter()
  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && router.refresh()}>
      <summary>{summary}</summary>
      {children}
    </details>
  )
}
