import Link from 'next/link'
import { reauthenticatePath } from '@/utils/auth/routes'

/** Stands where a form is shown once its reader has confirmed who they are. */
export function FreshLoginLink({ from }: { from: string }) {
  return (
    <>
      <p>For this you confirm first that it is you.</p>
      <Link prefetch={false} href={reauthenticatePath(from)} className="button button-primary">
        Confirm that it is you
      </Link>
    </>
  )
}
