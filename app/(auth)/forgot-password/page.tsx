import type { Metadata } from 'next'
import Link from 'next/link'
import { MailForm } from '@/app/(auth)/email-form'
import { Card } from '@/app/ui/card'
import { requireSignedOut } from '@/utils/auth/guards'
import { loginPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { forgotPassword } from './actions'

export const metadata: Metadata = {
  title: 'Forgot your password?',
  description: 'Choose a new password with a link that we email you.',
}

export default async function ForgotPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireSignedOut(redirectedFrom)

  return (
    <Card
      title="Forgot your password?"
      lead="We email you a link. With it you choose a new one."
      footer={
        <>
          Remember your password?{' '}
          <Link prefetch={false} href={loginPath(redirectedFrom)} className="link">
            Sign in
          </Link>
        </>
      }
    >
      <MailForm action={forgotPassword} redirectedFrom={redirectedFrom} siteKey={env().turnstileSiteKey}>
        Send the mail
      </MailForm>
    </Card>
  )
}
