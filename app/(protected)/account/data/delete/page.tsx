import type { Metadata } from 'next'
import { requireAccount } from '@/utils/auth/account'
import { requireRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { PageHeading } from '../../page-heading'
import { DeleteForm } from './delete-form'

export const metadata: Metadata = { title: 'Delete your account' }

export default async function DeletePage() {
  await requireRecentSignIn()
  const { account } = await requireAccount()
  return (
    <>
      <PageHeading
        title="Delete your account"
        lead={
          <>
            Everything in it goes at once and for good, and every browser is signed out. To go on, type your
            email address: <strong className="font-medium break-words text-ink">{account.email}</strong>
          </>
        }
      />
      <DeleteForm />
    </>
  )
}
