import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { ResendForm } from '@/app/(auth)/check-email/resend-form'
import { Card } from '@/app/ui/card'
import { LinkFragment } from '@/app/ui/link-fragment'
import { RequestId } from '@/app/ui/request-id'
import { StatusMark } from '@/app/ui/status-mark'
import { Icon } from '@/app/ui/svg-icon'
import { loginPath, withRedirectedFrom } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { getRequestId } from '@/utils/log/request-id'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { errorPage, isErrorReason } from './error-pages'

export const metadata: Metadata = { title: 'Something went wrong' }

/** Explains why a link or a sign-in failed and what to do next. No text from the URL is shown. */
export default async function ErrorPage({ searchParams }: { searchParams: SearchParams }) {
  const reason = await firstParam(searchParams, 'reason')
  const { title, lead, done, resend, again = [] } = errorPage(reason)
  await logRequestEvent({ event: 'error_page.shown', code: isErrorReason(reason) ? reason : 'unknown' })
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  return (
    <Card
      mark={
        <StatusMark tone={done ? 'success' : 'danger'}>
          <Icon name={done ? 'icon-circle-check' : 'icon-circle-alert'} className="size-7" />
        </StatusMark>
      }
      title={title}
      lead={lead}
    >
      {again.map(({ href, label }, index) => (
        <Link
          key={label}
          prefetch={false}
          href={withRedirectedFrom(href, redirectedFrom)}
          className={index === 0 ? 'button button-primary' : 'button button-quiet'}
        >
          {label}
        </Link>
      ))}
      {resend && <ResendForm redirectedFrom={redirectedFrom} siteKey={env().turnstileSiteKey} />}
      <Link
        prefetch={false}
        href={loginPath(redirectedFrom)}
        className={resend || again.length > 0 ? 'button button-quiet' : 'button button-primary'}
      >
        Back to sign in
      </Link>
      <LinkFragment decides={reason === 'link-failed' || reason === 'provider-error'} />
      <RequestId id={getRequestId(await headers())} />
    </Card>
  )
}
