import type { ReactNode } from 'react'

type SignOutButtonProps = {
  className: string
  children?: ReactNode
  text?: string
  /** The page to load afterwards; the home page by default. */
  redirectedFrom?: string
}

/** Signs this device out with a full page load, so that nothing private stays behind in the browser's memory. */
export function SignOutButton({
  className,
  children,
  text = 'Sign out',
  redirectedFrom,
}: SignOutButtonProps) {
  return (
    <form action="/auth/signout" method="post">
      {redirectedFrom && <input type="hidden" name="redirectedFrom" value={redirectedFrom} />}
      <button type="submit" className={className}>
        {children}
        {text}
      </button>
    </form>
  )
}
