import type { ReactNode, Ref } from 'react'

type AlertProps = {
  kind: 'error' | 'success'
  children: ReactNode
  ref?: Ref<HTMLDivElement>
  autoFocus?: boolean
}

const STYLES = {
  error: 'border-danger bg-danger-surface text-danger',
  success: 'border-accent bg-accent-surface text-ink',
}

/** A status message: errors interrupt a screen reader, successes do not. It can hold the focus. */
export function Alert({ kind, children, ref, autoFocus }: AlertProps) {
  return (
    <div
      ref={ref}
      role={kind === 'error' ? 'alert' : 'status'}
      tabIndex={-1}
      // biome-ignore lint/a11y/noAutofocus: the response to a submission; without JavaScript nothing else focuses it.
      autoFocus={autoFocus}
      className={`rounded-control border border-s-4 px-4 py-3 text-sm ${STYLES[kind]}`}
    >
      {children}
    </div>
  )
}
