import type { ReactNode, Ref } from 'react'

type AlertKind = 'error' | 'success' | 'info'

type AlertProps = {
  kind: AlertKind
  children: ReactNode
  ref?: Ref<HTMLDivElement>
  autoFocus?: boolean
}

const STYLES: Record<AlertKind, string> = {
  error: 'border-danger-line bg-danger-surface text-danger',
  success: 'border-accent-line bg-accent-surface',
  info: 'border-line bg-sunken',
}

/** Inside the circle: an exclamation mark, a check mark, an i. */
const MARKS: Record<AlertKind, string> = {
  error: 'M12 8v4M12 16h.01',
  success: 'm8.5 12.5 2.5 2.5 5-5.5',
  info: 'M12 16v-4M12 8h.01',
}

/** A status message: errors interrupt a screen reader, the others do not. It can hold the focus. */
export function Alert({ kind, children, ref, autoFocus }: AlertProps) {
  return (
    <div
      ref={ref}
      role={kind === 'error' ? 'alert' : 'status'}
      tabIndex={-1}
      // biome-ignore lint/a11y/noAutofocus: the response to a submission; without JavaScript nothing else focuses it.
      autoFocus={autoFocus}
      className={`flex gap-2.5 rounded-control border px-3.5 py-2.5 text-sm ${STYLES[kind]}`}
    >
      <AlertIcon
        kind={kind}
        className={`mt-px size-4.5 stroke-2 ${kind === 'success' ? 'text-accent' : ''}`}
      />
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  )
}

/** The icon of a status, for Client Components too. Decorative. */
export function AlertIcon({ kind, className }: { kind: AlertKind; className: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={`shrink-0 fill-none stroke-current ${className}`}>
      <circle cx="12" cy="12" r="10" />
      <path d={MARKS[kind]} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}
