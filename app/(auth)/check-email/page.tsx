import type { Metadata } from 'next'
import { Card } from '@/app/ui/card'
import { emailFlow } from '@/utils/auth/email-flow'
import { firstParam, type SearchParams } from '@/utils/search-params'
import { CodeForm } from './code-form'
import { ResendForm } from './resend-form'

export const metadata: Metadata = { title: 'Check your email' }

export default async function CheckEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const flow = await emailFlow()
  const unconfirmed = (await firstParam(searchParams, 'notice')) === 'unconfirmed'

  // One shape for all cases: without JavaScript a form finds its answer again by its place on the page.
  return (
    <Card
      title={unconfirmed ? 'Confirm your email address first' : 'Check your email'}
      lead={<Lead email={flow?.email} unconfirmed={unconfirmed} />}
      footer="No mail after a minute? Look into the spam folder, or have it sent again."
    >
      {flow && <CodeForm email={flow.email} redirectedFrom={flow.next} />}
      <ResendForm email={flow?.email} redirectedFrom={flow?.next} />
    </Card>
  )
}

function Lead({ email, unconfirmed }: { email: string | undefined; unconfirmed: boolean }) {
  if (!email) return 'Which address should the mail go to?'
  const address = <strong className="font-medium break-words text-ink">{email}</strong>
  if (unconfirmed) {
    return (
      <>
        Your password is right, but {address} is not confirmed yet. Open the link in our mail, or have it sent
        again.
      </>
    )
  }
  return <>We have sent a mail to {address}. Open the link in it to go on. It works for ten minutes.</>
}
