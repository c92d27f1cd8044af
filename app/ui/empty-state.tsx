import type { IconNode } from 'lucide'
import type { ReactNode } from 'react'
import { Icon } from './svg-icon'

type EmptyStateProps = { icon: IconNode; title: string; children?: ReactNode }

/** Replaces an empty list. The children say what to do. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-1 rounded-card border border-dashed border-line px-card py-10 text-center">
      <Icon node={icon} className="mb-2 size-7 text-muted" />
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-md text-sm text-pretty text-muted">{children}</div>}
    </div>
  )
}
