import type { ReactNode } from 'react'

type PageHeadingProps = {
  title: ReactNode
  lead?: ReactNode
  /** Next to the title on wide screens. */
  actions?: ReactNode
}

/** The heading of a page. */
export function PageHeading({ title, lead, actions }: PageHeadingProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-4">
      <div className="min-w-0">
        <h1 className="text-title text-balance break-words">{title}</h1>
        {lead && <p className="mt-1 max-w-prose text-pretty text-muted">{lead}</p>}
      </div>
      {actions}
    </div>
  )
}
