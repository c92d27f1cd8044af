import type { ReactNode } from 'react'

type DisclosureProps = {
  /** The label of the button that opens it. */
  summary: ReactNode
  className?: string
  children: ReactNode
}

/** Asks for confirmation before an action. Works without JavaScript. */
export function Disclosure({ summary, className = 'button-quiet', children }: DisclosureProps) {
  return (
    <details className="disclosure group/disclosure open:basis-full">
      <summary className={`button ${className}`}>{summary}</summary>
      <div className="mt-3 grid gap-3 rounded-control border border-line bg-sunken p-4">{children}</div>
    </details>
  )
}
