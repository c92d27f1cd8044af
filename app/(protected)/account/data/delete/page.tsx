import type { Metadata } from 'next'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { requireAccount } from '@/utils/auth/account'
import { requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { myOrganizations } from '@/utils/organizations/find-organization'
import { DeleteForm } from './delete-form'
import { OwnedOrganizations } from './owned-organizations'

export const metadata: Metadata = { title: 'Delete account' }

export default async function DeletePage() {
  await requireRecentSignIn()
  const { account } = await requireAccount()
  const organizations = await myOrganizations()
  const owned = organizations.ok ? organizations.data.filter((one) => one.is_last_owner) : []
  return (
    <>
      <PageHeading title="Delete account" />
      {owned.length > 0 && <OwnedOrganizations organizations={owned} />}
      <Section
        title="Delete this account permanently"
        lead="Your account and everything in it will be deleted, and you’ll be signed out on every device. This can’t be undone."
        danger
      >
        <p>
          To confirm, enter your email address:{' '}
          <strong className="font-medium break-words">{account.email}</strong>
        </p>
        <DeleteForm />
      </Section>
    </>
  )
}
