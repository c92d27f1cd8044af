import type { ReactNode } from 'react'

const COLORS = {
  neutral: 'bg-sunken text-ink',
  accent: 'bg-accent-surface text-accent',
  warning: 'bg-warning-surface text-warning',
  danger: 'bg-danger-surface text-danger',
}

type BadgeProps = { kind?: keyof typeof COLORS; children: ReactNode }

/** One word or two about the state of what it stands beside. */
export function Badge({ kind = 'neutral', children }: BadgeProps) {
  return (
    <span
      className={`inline-flex items-center rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${COLORS[kind]}`}
    >
      {children}
    </span>
  )
}
