import type { ReactNode } from 'react'

const COLORS = {
  neutral: 'bg-sunken text-ink',
  accent: 'bg-accent-surface text-accent',
  warning: 'bg-warning-surface text-warning',
  danger: 'bg-danger-surface text-danger',
}

type BadgeProps = { kind?: keyof typeof COLORS; children: ReactNode }

/** A short status label. */
export function Badge({ kind = 'neutral', children }: BadgeProps) {
  return (
    <span
      className={`inline-flex items-center rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${COLORS[kind]}`}
    >
      {children}
    </span>
  )
}
