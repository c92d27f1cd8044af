import type { Metadata } from 'next'
import Link from 'next/link'
import { ResendForm } from '@/app/(auth)/check-email/resend-form'
import { Card } from '@/app/ui/card'
import { firstParam, type SearchParams } from '@/utils/search-params'
import { problem } from './problems'

export const metadata: Metadata = { title: 'That did not work' }

/** What went wrong with a link or a sign-in, and what to do next. Nothing from the address is shown. */
export default async function ErrorPage({ searchParams }: { searchParams: SearchParams }) {
  const { title, lead, resend } = problem(await firstParam(searchParams, 'reason'))
  return (
    <Card title={title} lead={lead}>
      {resend && <ResendForm />}
      <Link prefetch={false} href="/login" className="button button-quiet">
        Go to sign in
      </Link>
    </Card>
  )
}
