import type { Metadata } from 'next'
import Link from 'next/link'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { getAccountOrGuest } from '@/utils/auth/account'
import { pendingEmailChange } from '@/utils/auth/email-links/pending-email-change'
import { redirectIfUnavailable, requireUser } from '@/utils/auth/guards'
import { countOfferedNotes } from '@/utils/auth/guests/note-transfer'
import { choosePasswordPath, GUEST_PAGE } from '@/utils/auth/routes'
import { DEFAULT_PAGE } from '@/utils/request/safe-redirect'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { AddEmailForm, DeleteGuestForm, GuestCodeForm, NotesForms } from './forms'
import { GuestProviders } from './guest-providers'

export const metadata: Metadata = { title: 'Guest session' }

/** Where a guest becomes a member, and where the notes of a guest move to an existing account. */
export default async function GuestPage({ searchParams }: { searchParams: SearchParams }) {
  const user = await requireUser()
  const account = await redirectIfUnavailable(getAccountOrGuest())
  if (account.is_anonymous)
    return <Guest userId={user.id} problem={await firstParam(searchParams, 'problem')} />
  return <Member userId={user.id} email={account.email ?? ''} />
}

async function Guest({ userId, problem }: { userId: string; problem: string | undefined }) {
  const pending = await pendingEmailChange({ id: userId, email: '' })
  return (
    <>
      <PageHeading
        title="Keep your notes"
        lead="You’re using this site as a guest: your notes exist in this browser’s session only, and are deleted after 30 days without use. Add an email address to keep them and to sign in anywhere."
      />
      {pending && (
        <Section
          title="Check your inbox"
          lead={
            <>
              We sent an email to{' '}
              <strong className="font-medium break-words text-ink">{pending.email}</strong>. Open its link in
              this browser, or enter its code here. If the address already has an account, the email signs you
              in to it, and you can move your notes there.
            </>
          }
        >
          <GuestCodeForm />
        </Section>
      )}
      <Section
        title={pending ? 'No email?' : 'Add your email address'}
        lead={
          pending
            ? 'Check the address, or send another email. The earlier one stops working.'
            : 'If this address already has an account, we’ll email you a sign-in link, and you can move your notes there.'
        }
      >
        <AddEmailForm pending={pending?.email} />
      </Section>
      <GuestProviders problem={problem} />
      <div id="sign-out">
        <Section
          title="Sign out"
          lead="A guest can’t sign in again. If you sign out without adding an email address, your notes are deleted. This can’t be undone."
          danger
        >
          <DeleteGuestForm />
        </Section>
      </div>
    </>
  )
}

async function Member({ userId, email }: { userId: string; email: string }) {
  const offered = await countOfferedNotes(await createClient(), userId)
  if (offered === null)
    return (
      <>
        <PageHeading title="Your notes" />
        <Unavailable retry={GUEST_PAGE}>We couldn’t load the notes of your guest session.</Unavailable>
      </>
    )
  if (offered > 0)
    return (
      <>
        <PageHeading
          title="Move your notes?"
          lead={
            <>
              You’re now signed in as <strong className="font-medium break-words text-ink">{email}</strong>.
              Before that, you saved notes as a guest in this browser.
            </>
          }
        />
        <Section
          title="Notes from your guest session"
          lead="Move them into this account, or delete them. If you don’t decide within an hour, they’re deleted."
        >
          <NotesForms count={offered} />
        </Section>
      </>
    )
  return (
    <>
      <PageHeading
        title="You’re all set"
        lead={
          <>
            You sign in as <strong className="font-medium break-words text-ink">{email}</strong>. Your notes
            are in this account.
          </>
        }
      />
      <div className="flex flex-wrap gap-3">
        <Link prefetch={false} href={DEFAULT_PAGE} className="button button-primary">
          Open your notes
        </Link>
        <Link prefetch={false} href={choosePasswordPath(DEFAULT_PAGE)} className="button button-quiet">
          Choose a password
        </Link>
      </div>
    </>
  )
}
