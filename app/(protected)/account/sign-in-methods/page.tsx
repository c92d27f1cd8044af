import type { Metadata } from 'next'
import Link from 'next/link'
import { offersRemoval } from '@/utils/auth/identity-removal'
import { hasPassword, requireAccount } from '@/utils/auth/own-account'
import { PageHeading } from '../page-heading'
import { MethodList } from './method-list'

export const metadata: Metadata = { title: 'Sign-in methods' }

const NAMES: Record<string, string> = { email: 'Email', github: 'GitHub', google: 'Google' }

export default async function SignInMethodsPage() {
  const { account } = await requireAccount()
  const identities = account.identities ?? []
  const [first] = identities
  const has = await hasPassword()
  const removable = first !== undefined && identities.length > 1 && (await offersRemoval(first))
  const methods = identities.map(({ identity_id, provider, identity_data, created_at }) => ({
    id: identity_id,
    name: NAMES[provider] ?? provider,
    account: typeof identity_data?.email === 'string' ? identity_data.email : account.email,
    since: created_at ?? account.created_at,
  }))
  return (
    <>
      <PageHeading title="Sign-in methods" lead="The ways that lead into your account." />
      <MethodList methods={methods} removable={removable} />
      <p className="text-muted">
        {has ? 'You have a password.' : 'You have no password.'}{' '}
        <Link prefetch={false} href="/account/password" className="link">
          {has ? 'Change it' : 'Set one'}
        </Link>
        .
      </p>
    </>
  )
}
