import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Alert } from '@/app/ui/alert'
import { Card } from '@/app/ui/card'
import { currentEmailFlow } from '@/utils/auth/email-links/email-flow'
import { requireSignedOut } from '@/utils/auth/guards'
import type { EmailKind } from '@/utils/auth/schemas'
import { env } from '@/utils/env'
import { emailDelayedText } from '@/utils/rate-limit/too-many-attempts'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { CodeForm } from './code-form'
import { ResendForm } from './resend-form'

export const metadata: Metadata = { title: 'Check your email' }

type Matter = { lead: (address: ReactNode) => ReactNode; button: string }

/** Whether somebody with an account who signs up again is mailed too: see app/(auth)/signup/actions.ts. */
const mailsOwners = () => !env().turnstileSiteKey || env().secretKey !== undefined

const MATTERS: Record<EmailKind, Matter> = {
  signup: {
    lead: (address) => (
      <>
        {mailsOwners() ? (
          <>An email is on its way to {address}. </>
        ) : (
          <>If {address} has no account yet, an email is on its way to it; if it has one, sign in with it. </>
        )}
        Open the link in the email to continue, best in this browser. It works for a few minutes.
      </>
    ),
    button: 'Confirm with the code',
  },
  'magic-link': {
    lead: (address) => (
      <>
        If there is an account for {address}, an email is on its way. Open the link in it to sign in, best in
        this browser. It works for a few minutes.
      </>
    ),
    button: 'Sign in with the code',
  },
  recovery: {
    lead: (address) => (
      <>
        If there is an account for {address}, an email is on its way. Open the link in it to choose a new
        password, best in this browser. It works for a few minutes.
      </>
    ),
    button: 'Go on with the code',
  },
}

export default async function CheckEmailPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSignedOut(undefined)
  const siteKey = env().turnstileSiteKey
  const flow = await currentEmailFlow()
  const unconfirmed = (await firstParam(searchParams, 'notice')) === 'unconfirmed'

  // One shape for all cases: without JavaScript a form finds its answer again by its place on the page.
  return (
    <Card
      title={unconfirmed ? 'Confirm your email address first' : 'Check your email'}
      lead={<Lead email={flow?.email} kind={flow?.kind} unconfirmed={unconfirmed} />}
      footer="It can take a minute. Nothing there yet? Look in your spam folder, or send it again."
    >
      {flow?.paced && (
        <Alert kind="success" autoFocus>
          {emailDelayedText(flow.pause)}
        </Alert>
      )}
      {flow && (
        <CodeForm
          email={flow.email}
          kind={flow.kind}
          button={MATTERS[flow.kind].button}
          redirectedFrom={flow.next}
        />
      )}
      <ResendForm
        email={flow?.email}
        kind={flow?.kind}
        redirectedFrom={flow?.next}
        pause={flow?.pause}
        siteKey={siteKey}
      />
    </Card>
  )
}

type LeadProps = { email: string | undefined; kind: EmailKind | undefined; unconfirmed: boolean }

function Lead({ email, kind = 'signup', unconfirmed }: LeadProps) {
  if (!email) return 'Which address should the email go to?'
  const address = <strong className="font-medium break-words text-ink">{email}</strong>
  if (!unconfirmed) return MATTERS[kind].lead(address)
  return (
    <>
      Your password is right, but {address} is not confirmed yet. Open the link in our email, or have it sent
      again.
    </>
  )
}
