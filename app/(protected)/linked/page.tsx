import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Card } from '@/app/ui/card'
import { requireUser } from '@/utils/auth/guards'
import { completedOAuth } from '@/utils/auth/oauth/oauth-flow'
import { isProvider, PROVIDER_NAMES } from '@/utils/auth/oauth/providers'
import { env } from '@/utils/env'
import { DEFAULT_PAGE, safeRedirect } from '@/utils/request/safe-redirect'

export const metadata: Metadata = { title: 'One account, one more way in' }

/** Tells somebody that a provider's account was linked to the account that was there before, because both have one address. */
export default async function LinkedPage() {
  const user = await requireUser()
  const last = await completedOAuth()
  if (!last || !isProvider(last.provider)) redirect(DEFAULT_PAGE)

  const name = PROVIDER_NAMES[last.provider]
  const address = <strong className="font-medium break-words text-ink">{user.email}</strong>
  return (
    <Card
      title={`${name} now opens your account too`}
      lead={
        <>
          You had an account with {address} already, and {name} has confirmed that this address is yours. So
          it stays one account, and the ways you signed in before still work.
        </>
      }
    >
      <Link prefetch={false} href={safeRedirect(last.next, env().siteUrl)} className="button button-primary">
        Go on
      </Link>
    </Card>
  )
}
