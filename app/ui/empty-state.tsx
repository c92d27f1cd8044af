import type { ReactNode } from 'react'
import { Icon, type IconName } from './svg-icon'

type EmptyStateProps = { icon: IconName; title: string; children?: ReactNode }

/** Replaces an empty list. The children say what to do. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-1 rounded-card border border-dashed border-line px-card py-10 text-center">
      <Icon name={icon} className="mb-2 size-7 text-muted" />
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-md text-sm text-pretty text-muted">{children}</div>}
    </div>
  )
}
