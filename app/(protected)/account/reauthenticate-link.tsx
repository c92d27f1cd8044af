import Link from 'next/link'
import { reauthenticatePath } from '@/utils/auth/routes'

/** Replaces a form until the user has re-authenticated. */
export function ReauthenticateLink({ from }: { from: string }) {
  return (
    <>
      <p>Confirm your identity to continue.</p>
      <Link
        prefetch={false}
        href={reauthenticatePath(from)}
        className="button button-primary sm:justify-self-start"
      >
        Confirm your identity
      </Link>
    </>
  )
}
