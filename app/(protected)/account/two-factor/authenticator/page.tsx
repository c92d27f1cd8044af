import type { Metadata } from 'next'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { getVerifiedAccount } from '@/utils/auth/account'
import { redirectIfUnavailable } from '@/utils/auth/guards'
import { currentEnrollment } from '@/utils/auth/mfa/enrollment'
import { suggestFactorName } from '@/utils/auth/mfa/factors'
import { requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { CancelForm, FirstCodeForm, NameForm } from './forms'
import { QrCode } from './qr-code'

export const metadata: Metadata = { title: 'Set up authenticator app' }

export default async function AuthenticatorPage({ searchParams }: { searchParams: SearchParams }) {
  const user = await requireRecentSignIn()
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  const enrollment = await currentEnrollment(user.sessionId)
  if (!enrollment) {
    const account = await redirectIfUnavailable(getVerifiedAccount())
    return (
      <>
        <PageHeading title="Set up authenticator app" />
        <Section title="Name it" lead="When you sign in, the name tells you which device has the app.">
          <NameForm redirectedFrom={redirectedFrom} suggestedName={suggestFactorName(account)} />
        </Section>
      </>
    )
  }

  return (
    <>
      <PageHeading title="Set up authenticator app" lead={enrollment.name} />
      <Section
        title="1. Scan the QR code"
        lead="Use your authenticator app. If you can’t scan it, enter the setup key instead (time-based, 6 digits)."
      >
        <QrCode uri={enrollment.uri} />
        <div>
          <p className="text-sm font-medium">Setup key</p>
          <p className="mt-1 rounded-control bg-sunken px-3 py-2 font-mono text-sm break-words select-all">
            {inGroups(enrollment.secret)}
          </p>
        </div>
      </Section>
      <Section title="2. Enter the first code" lead="This confirms that the setup works.">
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
