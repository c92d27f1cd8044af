import type { Metadata } from 'next'
import Link from 'next/link'
import { Alert } from '@/app/ui/alert'
import { Card } from '@/app/ui/card'
import { requireSignedOut } from '@/utils/auth/guards'
import { forgotPasswordPath, type LoginNotice, magicLinkPath, signupPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { ProviderButtons } from '../provider-buttons'
import { LoginForm } from './login-form'

export const metadata: Metadata = {
  title: 'Sign in',
  description: 'Sign in with your password, an email link, or another account.',
}

const NOTICES: Record<LoginNotice, string> = {
  'session-ended': 'Your session has ended. Sign in to pick up where you left off.',
  'password-changed': 'Your password has been changed. Sign in with the new one.',
}

export default async function LoginPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireSignedOut(redirectedFrom)
  const notice = noticeText(await firstParam(searchParams, 'notice'))
  const { turnstileSiteKey } = env()

  return (
    <Card
      title="Sign in"
      footer={
        <>
          New here?{' '}
          <Link prefetch={false} href={signupPath(redirectedFrom)} className="link">
            Create an account
          </Link>
        </>
      }
    >
      {notice && (
        <Alert kind="success" autoFocus>
          {notice}
        </Alert>
      )}
      <ProviderButtons redirectedFrom={redirectedFrom} />
      <LoginForm redirectedFrom={redirectedFrom} siteKey={turnstileSiteKey} />
      <p className="flex flex-wrap justify-between gap-x-6 text-sm">
        <Link
          prefetch={false}
          href={forgotPasswordPath(redirectedFrom)}
          className="link flex min-h-11 items-center"
        >
          Forgot password?
        </Link>
        <Link
          prefetch={false}
          href={magicLinkPath(redirectedFrom)}
          className="link flex min-h-11 items-center"
        >
          Email me a sign-in link
        </Link>
      </p>
    </Card>
  )
}

function noticeText(notice: string | undefined): string | undefined {
  return notice && Object.hasOwn(NOTICES, notice) ? NOTICES[notice as LoginNotice] : undefined
}
