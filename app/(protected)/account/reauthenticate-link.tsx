import Link from 'next/link'
import { mfaPath, reauthenticatePath } from '@/utils/auth/routes'

type ReauthenticateLinkProps = {
  /** The page of the form, to which the user returns. */
  from: string
  /** Whether the second factor is needed, on a trusted device. */
  needsMfa?: boolean
}

/** Replaces a form until the user has re-authenticated. */
export function ReauthenticateLink({ from, needsMfa }: ReauthenticateLinkProps) {
  return (
    <>
      <p>Confirm your identity to continue.</p>
      <Link
        prefetch={false}
        href={needsMfa ? mfaPath(from) : reauthenticatePath(from)}
        className="button button-primary sm:justify-self-start"
      >
        Confirm your identity
      </Link>
    </>
  )
}
