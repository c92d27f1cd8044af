import type { ReactNode } from 'react'

type ReplacesSessionProps = {
  /** The email address of the signed-in user. */
  from: string
  /** The email address of the link, if this browser requested the email. A link itself could name any address. */
  to: string | undefined
  /** The effect of the link. */
  effect: keyof typeof EFFECTS
}

const EFFECTS = {
  'sign-in': (to: ReactNode) => <>Continuing signs you out in this browser and signs you in to {to}.</>,
  recovery: (to: ReactNode) => (
    <>Continuing signs you out in this browser and lets you choose a new password for {to}.</>
  ),
  'email-change': (to: ReactNode) => (
    <>
      Continuing confirms a new email address for {to}. Once both addresses are confirmed, you’re signed out
      in this browser and signed in to that account.
    </>
  ),
}

/** Shows who is signed in and how opening the link affects that session. */
export function ReplacesSession({ from, to, effect }: ReplacesSessionProps) {
  const account = to ? (
    <>
      the account <Emphasized>{to}</Emphasized>
    </>
  ) : (
    <Emphasized>the account this email was sent to</Emphasized>
  )
  return (
    <>
      You’re signed in as <Emphasized>{from}</Emphasized>. {EFFECTS[effect](account)} The link works once.
    </>
  )
}

function Emphasized({ children }: { children: ReactNode }) {
  return <strong className="font-medium break-words text-ink">{children}</strong>
}
