import type { Metadata } from 'next'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { recoveryCodesLeft } from '@/utils/auth/mfa/recovery-codes'
import { requireAal2 } from '@/utils/auth/mfa/require-aal2'
import { shownRecoveryCodes } from '@/utils/auth/mfa/shown-recovery-codes'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { recoveryCodesText } from '../recovery-codes-text'
import { CodesSavedForm, NewCodesForm } from './forms'
import { SaveCodes } from './save-codes'

export const metadata: Metadata = { title: 'Recovery codes' }

export default async function RecoveryCodesPage({ searchParams }: { searchParams: SearchParams }) {
  const user = await requireAal2()
  const codes = await shownRecoveryCodes(user.sessionId)
  if (!codes)
    return (
      <>
        <PageHeading
          title="Recovery codes"
          lead="They let you sign in when you don’t have your phone. Each works once."
        />
        <Section
          title="Create new codes"
          lead={recoveryCodesText(await recoveryCodesLeft(await createClient()))}
        >
          <p>You’ll get ten new codes, and the old ones will stop working.</p>
          <NewCodesForm />
        </Section>
      </>
    )

  return (
    <>
      <PageHeading
        title="Save your recovery codes"
        lead="They let you sign in when you don’t have your phone. Store them somewhere safe: we show them only once."
      />
      <Section title="Your codes" lead="Each works once.">
        <ul
          className={`${columnsFor(codes)} grid gap-x-6 gap-y-2 rounded-control bg-sunken p-4 font-mono select-all`}
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <SaveCodes codes={codes}>
          <a href="/account/two-factor/recovery-codes/download" download className="button button-quiet">
            Download
          </a>
        </SaveCodes>
        <CodesSavedForm redirectedFrom={await firstParam(searchParams, 'redirectedFrom')} />
      </Section>
    </>
  )
}

/** Our own codes have two groups of characters, those of the Auth server four. */
function columnsFor([code = '']: string[]): string {
  return code.length < 10 ? 'grid-cols-2' : 'grid-cols-[repeat(auto-fill,minmax(min(19ch,100%),1fr))]'
}
