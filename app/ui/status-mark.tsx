import type { ReactNode } from 'react'

const STYLES = {
  neutral: 'bg-sunken text-muted',
  danger: 'bg-danger-surface text-danger',
  success: 'bg-accent-surface text-accent',
}

/** An icon in a circle, above the heading of a result page. */
export function StatusMark({
  tone = 'neutral',
  children,
}: {
  tone?: keyof typeof STYLES
  children: ReactNode
}) {
  return <div className={`grid size-14 place-items-center rounded-full ${STYLES[tone]}`}>{children}</div>
}
