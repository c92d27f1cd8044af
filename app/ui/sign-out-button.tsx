/** Signs this device out with a full page load, so that nothing private stays behind in the browser's memory. */
export function SignOutButton({ className }: { className: string }) {
  return (
    <form action="/auth/signout" method="post">
      <button type="submit" className={`button ${className}`}>
        Sign out
      </button>
    </form>
  )
}
