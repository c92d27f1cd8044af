import type { Metadata } from 'next'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { currentEnrollment } from '@/utils/auth/mfa/enrollment'
import { requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { CancelForm, FirstCodeForm, NameForm } from './forms'
import { QrCode } from './qr-code'

export const metadata: Metadata = { title: 'Set up authenticator app' }

export default async function AuthenticatorPage({ searchParams }: { searchParams: SearchParams }) {
  const user = await requireRecentSignIn()
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  const enrollment = await currentEnrollment(user.sessionId)
  if (!enrollment)
    return (
      <>
        <PageHeading title="Set up authenticator app" />
        <Section
          title="Name it"
          lead="You see this name when you sign in, so that you know which device has the app."
        >
          <NameForm redirectedFrom={redirectedFrom} />
        </Section>
      </>
    )

  return (
    <>
      <PageHeading title="Set up authenticator app" lead={enrollment.name} />
      <Section
        title="1. Scan the QR code"
        lead="Use your authenticator app, or enter the setup key there: time-based, 6 digits."
      >
        <QrCode uri={enrollment.uri} />
        <div>
          <p className="text-sm font-medium">Setup key</p>
          <p className="mt-1 rounded-control bg-sunken px-3 py-2 font-mono text-sm break-words select-all">
            {inGroups(enrollment.secret)}
          </p>
        </div>
      </Section>
      <Section title="2. Enter the first code" lead="It shows that the setup worked.">
        <FirstCodeForm redirectedFrom={redirectedFrom} />
        <CancelForm />
      </Section>
    </>
  )
}

/** Four characters at a time are easier to type. Apps ignore the spaces. */
function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret
}
