import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { ResendForm } from '@/app/(auth)/check-email/resend-form'
import { Card } from '@/app/ui/card'
import { LinkFragment } from '@/app/ui/link-fragment'
import { RequestId } from '@/app/ui/request-id'
import { loginPath, withRedirectedFrom } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { getRequestId } from '@/utils/log/request-id'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { errorPage, isErrorReason } from './error-pages'

export const metadata: Metadata = { title: 'Something went wrong' }

/** What went wrong with a link or a sign-in, and what to do next. Nothing from the address is shown. */
export default async function ErrorPage({ searchParams }: { searchParams: SearchParams }) {
  const reason = await firstParam(searchParams, 'reason')
  const { title, lead, resend, again = [] } = errorPage(reason)
  await logRequestEvent({ event: 'error_page.shown', code: isErrorReason(reason) ? reason : 'unknown' })
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  return (
    <Card title={title} lead={lead}>
      {resend && <ResendForm redirectedFrom={redirectedFrom} siteKey={env().turnstileSiteKey} />}
      {again.map(({ href, label }, place) => (
        <Link
          key={label}
          prefetch={false}
          href={withRedirectedFrom(href, redirectedFrom)}
          className={place === 0 ? 'button button-primary' : 'button button-quiet'}
        >
          {label}
        </Link>
      ))}
      <Link prefetch={false} href={loginPath(redirectedFrom)} className="button button-quiet">
        Back to sign in
      </Link>
      <LinkFragment decides={reason === 'link-failed' || reason === 'provider-error'} />
      <RequestId id={getRequestId(await headers())} />
    </Card>
  )
}
