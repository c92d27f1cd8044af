import type { Metadata } from 'next'
import Link from 'next/link'
import { ResendForm } from '@/app/(auth)/check-email/resend-form'
import { Card } from '@/app/ui/card'
import { loginPath, withFrom } from '@/utils/auth/routes'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/search-params'
import { problem } from './problems'

export const metadata: Metadata = { title: 'That did not work' }

/** What went wrong with a link or a sign-in, and what to do next. Nothing from the address is shown. */
export default async function ErrorPage({ searchParams }: { searchParams: SearchParams }) {
  const { title, lead, resend, again } = problem(await firstParam(searchParams, 'reason'))
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  return (
    <Card title={title} lead={lead}>
      {resend && <ResendForm redirectedFrom={redirectedFrom} siteKey={env().turnstileSiteKey} />}
      {again && (
        <Link prefetch={false} href={withFrom(again.href, redirectedFrom)} className="button button-primary">
          {again.label}
        </Link>
      )}
      <Link prefetch={false} href={loginPath(redirectedFrom)} className="button button-quiet">
        Go to sign in
      </Link>
    </Card>
  )
}
