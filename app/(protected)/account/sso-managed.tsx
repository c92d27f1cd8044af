type SsoManagedProps = {
  email: string
  /** What the user cannot change here. */
  what: string
}

/** Says that the organization of a user of single sign-on manages something. */
export function SsoManaged({ email, what }: SsoManagedProps) {
  return (
    <>
      You sign in with SSO as <strong className="font-medium break-words text-ink">{email}</strong>. Your
      organization manages your {what}, and you can’t change it here.
    </>
  )
}
