import type { ReactNode } from 'react'

/** Signs this device out with a full page load, so that nothing private stays behind in the browser's memory. */
export function SignOutButton({ className, children }: { className: string; children?: ReactNode }) {
  return (
    <form action="/auth/signout" method="post">
      <button type="submit" className={className}>
        {children}
        Sign out
      </button>
    </form>
  )
}
