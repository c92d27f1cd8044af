import type { ReactNode } from 'react'

type SectionProps = {
  title: ReactNode
  lead?: ReactNode
  /** For irreversible actions. */
  danger?: boolean
  children?: ReactNode
}

/** A section of a page with a heading: the explanation on the left and the form on the right if there is room. */
export function Section({ title, lead, danger, children }: SectionProps) {
  return (
    <section
      className={`@container rounded-card border bg-surface shadow-xs ${danger ? 'border-danger-line' : 'border-line'}`}
    >
      <div className="grid gap-x-10 gap-y-5 p-card @2xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div>
          <h2 className={`text-heading text-balance ${danger ? 'text-danger' : ''}`}>{title}</h2>
          {lead && <p className="mt-1 text-sm text-pretty text-muted">{lead}</p>}
        </div>
        {children && <div className="grid min-w-0 content-start gap-5">{children}</div>}
      </div>
    </section>
  )
}
