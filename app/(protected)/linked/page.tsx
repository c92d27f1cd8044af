import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Card } from '@/app/ui/card'
import { ProviderIcon } from '@/app/ui/provider-icon'
import { StatusMark } from '@/app/ui/status-mark'
import { requireUser } from '@/utils/auth/guards'
import { completedOAuth } from '@/utils/auth/oauth/oauth-flow'
import { isProvider, PROVIDER_NAMES } from '@/utils/auth/oauth/providers'
import { env } from '@/utils/env'
import { DEFAULT_PAGE, safeRedirect } from '@/utils/request/safe-redirect'

export const metadata: Metadata = { title: 'Sign-in method added' }

/** Says that a provider was linked to an existing account, because both have the same email address. */
export default async function LinkedPage() {
  const user = await requireUser()
  const last = await completedOAuth()
  if (!last || !isProvider(last.provider)) redirect(DEFAULT_PAGE)

  const name = PROVIDER_NAMES[last.provider]
  const address = <strong className="font-medium break-words text-ink">{user.email}</strong>
  return (
    <Card
      mark={
        <StatusMark>
          <ProviderIcon provider={last.provider} size={28} />
        </StatusMark>
      }
      title={`${name} is now connected`}
      lead={
        <>
          You already had an account with {address}, and {name} confirmed that this address is yours. From now
          on you can sign in with {name}, too. Your other sign-in methods still work.
        </>
      }
    >
      <Link prefetch={false} href={safeRedirect(last.next, env().siteUrl)} className="button button-primary">
        Continue
      </Link>
    </Card>
  )
}
