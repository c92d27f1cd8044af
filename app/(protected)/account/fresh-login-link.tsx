import Link from 'next/link'
import { freshLoginPath } from '@/utils/auth/routes'

/** Stands where a form is shown once its reader has confirmed who they are. */
export function FreshLoginLink({ from }: { from: string }) {
  return (
    <>
      <p>For this you confirm first that it is you.</p>
      <Link prefetch={false} href={freshLoginPath(from)} className="button button-primary">
        Confirm that it is you
      </Link>
    </>
  )
}
