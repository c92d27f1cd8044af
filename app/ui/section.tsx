import type { ReactNode } from 'react'

type SectionProps = { title: string; lead?: ReactNode; children?: ReactNode }

/** One matter among several on a page, under a heading of its own. */
export function Section({ title, lead, children }: SectionProps) {
  return (
    <section className="rounded-card border border-line bg-surface p-5 shadow-xs sm:p-6">
      <h2 className="text-lg font-semibold text-balance">{title}</h2>
      {lead && <p className="mt-1 text-muted">{lead}</p>}
      {children && <div className="mt-5 grid gap-5">{children}</div>}
    </section>
  )
}
