import type { ReactNode } from 'react'
import { Alert } from './alert'

type UnavailableProps = {
  /** The path of the page itself. */
  retry: string
  children?: ReactNode
}

/** Replaces content that cannot be loaded. Its link loads the whole page, so that a retry reaches the server. */
export function Unavailable({ retry, children = 'This can’t be shown right now.' }: UnavailableProps) {
  return (
    <Alert kind="error">
      <p className="font-medium">{children}</p>
      <a href={retry} className="mt-1 inline-flex min-h-11 items-center underline underline-offset-4">
        Try again
      </a>
    </Alert>
  )
}
