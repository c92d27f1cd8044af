import type { Metadata } from 'next'
import Link from 'next/link'
import { SITE_NAME } from '@/app/site'
import { Alert } from '@/app/ui/alert'
import { Icon } from '@/app/ui/svg-icon'
import { hasSso } from '@/utils/auth/auth-settings'
import { requireSignedOut } from '@/utils/auth/guards'
import { forgotPasswordPath, type LoginNotice, magicLinkPath, signupPath, ssoPath } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AuthCard } from '../auth-card'
import { ProviderButtons } from '../provider-buttons'
import { LoginForm } from './login-form'
import { PasskeyForm } from './passkey-form'

export const metadata: Metadata = {
  title: 'Sign in',
  description: 'Sign in with your password, an email link, or another account.',
}

type Notice = { kind: 'info' | 'success'; text: string }

const NOTICES: Record<LoginNotice, Notice> = {
  'session-ended': { kind: 'info', text: 'Your session has ended. Sign in to pick up where you left off.' },
  'idle-timeout': {
    kind: 'info',
    text: 'You were signed out after a period of inactivity. Sign in to pick up where you left off.',
  },
  'absolute-timeout': {
    kind: 'info',
    text: 'You were signed out because you had been signed in for the maximum time. Sign in to continue.',
  },
  'access-ended': {
    kind: 'info',
    text: 'Your access to this site has ended. Ask an administrator to extend it.',
  },
  'password-changed': {
    kind: 'success',
    text: 'Your password has been changed. Sign in with the new one.',
  },
}

export default async function LoginPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireSignedOut(redirectedFrom)
  const notice = noticeOf(await firstParam(searchParams, 'notice'))
  const { turnstileSiteKey } = env()

  return (
    <AuthCard
      title={`Sign in to ${SITE_NAME}`}
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
        <Alert kind={notice.kind} autoFocus>
          {notice.text}
        </Alert>
      )}
      <ProviderButtons redirectedFrom={redirectedFrom} />
      <LoginForm redirectedFrom={redirectedFrom} siteKey={turnstileSiteKey}>
        <Link
          prefetch={false}
          href={forgotPasswordPath(redirectedFrom)}
          className="link absolute -top-4.5 right-0 flex min-h-11 items-end pb-1.5 text-sm"
        >
          Forgot password?
        </Link>
      </LoginForm>
      <PasskeyForm redirectedFrom={redirectedFrom} />
      <Link prefetch={false} href={magicLinkPath(redirectedFrom)} className="button button-quiet">
        <Icon name="icon-mail" className="size-4.5 text-muted" />
        Email me a sign-in link
      </Link>
      {(await hasSso()) && (
        <Link prefetch={false} href={ssoPath(redirectedFrom)} className="button button-quiet">
          <Icon name="icon-key-round" className="size-4.5 text-muted" />
          Continue with SSO
        </Link>
      )}
    </AuthCard>
  )
}

function noticeOf(notice: string | undefined): Notice | undefined {
  return notice && Object.hasOwn(NOTICES, notice) ? NOTICES[notice as LoginNotice] : undefined
}
