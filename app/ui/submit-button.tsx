import type { ReactNode } from 'react'

type SubmitButtonProps = {
  children: ReactNode
  pending: boolean
  pendingText: string
  quiet?: boolean
  /** For irreversible actions. */
  danger?: boolean
}

/** Submits its form and shows progress. It keeps the focus, which a disabled button would lose. */
export function SubmitButton({ children, pending, pendingText, quiet, danger }: SubmitButtonProps) {
  return (
    <button
      type="submit"
      aria-disabled={pending}
      className={`button w-full @md:w-auto @md:justify-self-start ${danger ? 'button-danger' : quiet ? 'button-quiet' : 'button-primary'}`}
    >
      {pending ? pendingText : children}
    </button>
  )
}
