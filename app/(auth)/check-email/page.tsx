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
  if (!flow) {
    return (
      <Card title="Check your email" lead="Which address should the mail go to?">
        <ResendForm />
      </Card>
    )
  }
  const address = <strong className="font-medium break-words text-ink">{flow.email}</strong>
  return (
    <Card
      title={unconfirmed ? 'Confirm your email address first' : 'Check your email'}
      lead={
        unconfirmed ? (
          <>
            Your password is right, but {address} is not confirmed yet. Open the link in our mail, or have it
            sent again.
          </>
        ) : (
          <>We have sent a mail to {address}. Open the link in it to go on. It works for ten minutes.</>
        )
      }
      footer="No mail after a minute? Look into the spam folder, or have it sent again."
    >
      <CodeForm email={flow.email} redirectedFrom={flow.next} />
      <ResendForm email={flow.email} redirectedFrom={flow.next} />
    </Card>
  )
}
