import type { ReactNode } from 'react'

type DisclosureProps = {
  /** The label of the button that opens it. */
  summary: ReactNode
  className?: string
  children: ReactNode
}

/**
 * Asks for confirmation before an action. Works without JavaScript. The panel floats over the page, so that nothing moves, except
 * on small screens; only one is open at a time.
 */
export function Disclosure({ summary, className = 'button-quiet', children }: DisclosureProps) {
  return (
    <details name="confirmation" className="disclosure sm:relative sm:justify-self-start">
      <summary className={`button ${className}`}>{summary}</summary>
      <div className="mt-2 grid gap-3 rounded-card border border-line bg-surface p-4 text-left sm:absolute sm:z-10 sm:w-80 sm:shadow-lg">
        {children}
      </div>
    </details>
  )
}
