import type { ReactNode } from 'react'

/** The heading of one part of the account. */
export function PageHeading({ title, lead }: { title: string; lead?: ReactNode }) {
  return (
    <div>
      <h1 className="text-2xl font-semibold tracking-tight text-balance">{title}</h1>
      {lead && <p className="mt-2 text-muted">{lead}</p>}
    </div>
  )
}
