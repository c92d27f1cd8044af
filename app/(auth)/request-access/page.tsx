import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Card } from '@/app/ui/card'
import { StatusMark } from '@/app/ui/status-mark'
import { Icon } from '@/app/ui/svg-icon'
import { requireSignedOut } from '@/utils/auth/guards'
import { loginPath, signupPath } from '@/utils/auth/routes'
import { readSignupMode } from '@/utils/auth/signup/signup-policy'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { RequestForm } from './request-form'

export const metadata: Metadata = {
  title: 'Request access',
  description: 'Ask the administrators for access. They review each request.',
}

export default async function RequestAccessPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSignedOut(undefined)
  if ((await firstParam(searchParams, 'notice')) === 'sent') return <Sent />
  const mode = await readSignupMode()
  if (mode && mode !== 'request') redirect(signupPath())

  return (
    <AuthCard
      title="Request access"
      lead="An administrator reviews your request. We’ll email you the decision."
      footer={
        <>
          Already approved?{' '}
          <Link prefetch={false} href={signupPath()} className="link">
            Create your account
          </Link>
        </>
      }
    >
      <RequestForm siteKey={env().turnstileSiteKey} />
    </AuthCard>
  )
}

function Sent() {
  return (
    <Card
      mark={
        <StatusMark tone="success">
          <Icon name="icon-mail-check" className="size-7" />
        </StatusMark>
      }
      title="Request sent"
      lead="An administrator reviews it, and we’ll email you the decision. If you already have an account, you can sign in as usual."
    >
      <Link prefetch={false} href={loginPath()} className="button button-quiet">
        Back to sign in
      </Link>
    </Card>
  )
}
