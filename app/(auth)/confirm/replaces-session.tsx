import type { ReactNode } from 'react'

type ReplacesSessionProps = {
  /** The email address of the signed-in user. */
  from: string
  /** The address that the link's email was asked for, where this browser asked for it: a link itself could name anyone. */
  to: string | undefined
  /** What the link does. */
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

/** Says who is signed in and what becomes of that when the link is followed. */
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
