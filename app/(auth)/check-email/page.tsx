import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Alert } from '@/app/ui/alert'
import { Card } from '@/app/ui/card'
import { StatusMark } from '@/app/ui/status-mark'
import { Icon } from '@/app/ui/svg-icon'
import { currentEmailFlow } from '@/utils/auth/email-links/email-flow'
import type { EmailKind } from '@/utils/auth/email-links/schemas'
import { requireSignedOut } from '@/utils/auth/guards'
import { signupMode } from '@/utils/auth/signup/signup-policy'
import { env } from '@/utils/env'
import { emailDelayedText } from '@/utils/rate-limit/too-many-attempts'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { CodeForm } from './code-form'
import { ResendForm } from './resend-form'

export const metadata: Metadata = { title: 'Check your inbox' }

/** `isLimited`: not every address can sign up. */
type Content = { lead: (address: ReactNode, isLimited: boolean) => ReactNode; button: string }

/** Whether a sign-up with the address of an existing account sends an email too: see app/(auth)/signup/actions.ts. */
const emailsExistingUsers = () => !env().turnstileSiteKey || env().secretKey !== undefined

const CONTENT: Record<EmailKind, Content> = {
  signup: {
    lead: (address, isLimited) => (
      <>
        {isLimited ? (
          <>If {address} can sign up or has an account, we sent it an email. </>
        ) : emailsExistingUsers() ? (
          <>We sent an email to {address}. </>
        ) : (
          <>If {address} doesn’t have an account yet, we sent it an email. If it does, sign in instead. </>
        )}
        Open the link in it to continue, preferably in this browser. The link expires in a few minutes.
      </>
    ),
    button: 'Confirm with code',
  },
  'magic-link': {
    lead: (address) => (
      <>
        If there’s an account for {address}, we sent it a sign-in link. Open the link, preferably in this
        browser. It expires in a few minutes.
      </>
    ),
    button: 'Sign in with code',
  },
  recovery: {
    lead: (address) => (
      <>
        If there’s an account for {address}, we sent it a link to choose a new password. Open the link,
        preferably in this browser. It expires in a few minutes.
      </>
    ),
    button: 'Continue with code',
  },
}

export default async function CheckEmailPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSignedOut(undefined)
  const siteKey = env().turnstileSiteKey
  const flow = await currentEmailFlow()
  const notice = await firstParam(searchParams, 'notice')
  const unconfirmed = notice === 'unconfirmed'

  // One structure for all cases: without JavaScript, React matches a form to its state by its position in the page.
  return (
    <Card
      mark={
        <StatusMark tone="success">
          <Icon name="icon-mail-check" className="size-7" />
        </StatusMark>
      }
      title={unconfirmed ? 'Confirm your email address' : 'Check your inbox'}
      lead={<Lead email={flow?.email} kind={flow?.kind} notice={notice} />}
      footer="Didn’t get it? It can take a minute. Check your spam folder, or resend the email."
    >
      {flow?.isDelayed && (
        <Alert kind="info" autoFocus>
          {emailDelayedText(flow.cooldownS)}
        </Alert>
      )}
      {flow && (
        <CodeForm
          email={flow.email}
          kind={flow.kind}
          button={CONTENT[flow.kind].button}
          redirectedFrom={flow.next}
        />
      )}
      <ResendForm
        email={flow?.email}
        kind={flow?.kind}
        redirectedFrom={flow?.next}
        cooldownS={flow?.cooldownS}
        siteKey={siteKey}
      />
    </Card>
  )
}

type LeadProps = { email: string | undefined; kind: EmailKind | undefined; notice: string | undefined }

async function Lead({ email, kind = 'signup', notice }: LeadProps) {
  if (!email) return 'Enter your email address, and we’ll send the email.'
  const address = <strong className="font-medium break-words text-ink">{email}</strong>
  if (notice === 'unusual-sign-in')
    return (
      <>
        This sign-in looks unusual, so confirm that it’s you:{' '}
        {env().turnstileSiteKey ? 'select “Resend email”, then open' : 'open'} the sign-in link that we email
        to {address}, or enter its code.
      </>
    )
  if (notice !== 'unconfirmed')
    return CONTENT[kind].lead(address, kind === 'signup' && (await signupMode()) !== 'open')
  return (
    <>
      Your password is correct, but {address} isn’t confirmed yet. Open the link in our email, or resend the
      email.
    </>
  )
}
