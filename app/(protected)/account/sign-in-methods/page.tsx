import type { UserIdentity } from '@supabase/supabase-js'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { hasPassword, requireAccount } from '@/utils/auth/account'
import { enabledProviders, hasPasskeys } from '@/utils/auth/auth-settings'
import { isProvider, PROVIDER_NAMES } from '@/utils/auth/oauth/providers'
import { ssoProviderOf } from '@/utils/auth/sso/sso-provider'
import { env } from '@/utils/env'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { ConnectButtons } from './connect-buttons'
import { connectProblem } from './connect-texts'
import { MethodList } from './method-list'
import { MethodSummary } from './method-summary'

export const metadata: Metadata = { title: 'Sign-in methods' }

const NAMES: Record<string, string> = { email: 'Email', ...PROVIDER_NAMES }

export default async function SignInMethodsPage({ searchParams }: { searchParams: SearchParams }) {
  const { account, user } = await requireAccount()
  const identities = account.identities ?? []
  const has = await hasPassword()
  const changeable = env().manualLinking && !user.ssoProvider
  const offered = changeable ? await enabledProviders() : []
  const isLinked = (name: string) => identities.some(({ provider }) => provider === name)
  const connected = (await firstParam(searchParams, 'connected')) ?? ''
  const problem = connectProblem(await firstParam(searchParams, 'problem'))
  const methods = identities.map(({ identity_id, provider, identity_data, created_at }) => ({
    id: identity_id,
    name: nameOf(provider, identity_data),
    summary: (
      <MethodSummary
        provider={provider}
        name={nameOf(provider, identity_data)}
        account={typeof identity_data?.email === 'string' ? identity_data.email : account.email}
        since={created_at ?? account.created_at}
      />
    ),
  }))
  const inherited = inheritedAddress(identities, account.email)
  return (
    <>
      <PageHeading title="Sign-in methods" lead="How you can sign in to this account." />
      {isProvider(connected) && isLinked(connected) && (
        <Notice>{PROVIDER_NAMES[connected]} is now connected.</Notice>
      )}
      {problem && <Notice kind="error">{problem}</Notice>}
      {changeable && inherited && (
        <p className="text-muted">
          If you remove Email, the email address of your account becomes{' '}
          <strong className="font-medium break-words text-ink">{inherited}</strong>.
        </p>
      )}
      <MethodList methods={methods} removable={changeable && identities.length > 1} />
      <ConnectButtons providers={offered.filter((provider) => !isLinked(provider))} />
      {user.ssoProvider ? (
        <p className="text-muted">
          Your organization manages how you sign in. An account that you created with a password or another
          provider, with the same email address, is a separate account.
        </p>
      ) : (
        <OtherMethods changeable={changeable} has={has} />
      )}
    </>
  )
}

type OtherMethodsProps = { changeable: boolean; has: boolean | null }

async function OtherMethods({ changeable, has }: OtherMethodsProps) {
  return (
    <>
      {!changeable && <p className="text-muted">Sign-in methods can’t be added or removed at the moment.</p>}
      {(await hasPasskeys()) && (
        <Section title="Passkeys" lead="Sign in with your fingerprint, face, or screen lock.">
          <Link
            prefetch={false}
            href="/account/passkeys"
            className="button button-quiet sm:justify-self-start"
          >
            Manage passkeys
          </Link>
        </Section>
      )}
      <Section
        title="Password"
        lead={has === null ? undefined : has ? 'You have a password.' : 'You have no password.'}
      >
        <Link prefetch={false} href="/account/password" className="button button-quiet sm:justify-self-start">
          {has === null ? 'Password settings' : has ? 'Change password' : 'Set a password'}
        </Link>
      </Section>
    </>
  )
}

/** Single sign-on is named by the identity provider's host, or the ID that it has instead of a URL. */
function nameOf(provider: string, data: UserIdentity['identity_data']): string {
  if (!ssoProviderOf({ provider })) return NAMES[provider] ?? provider
  const issuer = String(data?.iss ?? '')
  return `Single sign-on: ${URL.parse(issuer)?.host || issuer}`
}

/** The email address that the account gets after its email identity is removed; none if another identity has the same one. */
function inheritedAddress(identities: UserIdentity[], email: string): string | undefined {
  const others = identities.filter(({ provider }) => provider !== 'email')
  if (others.length === identities.length) return undefined
  const addresses = others.map(({ identity_data }) => identity_data?.email)
  const [first] = addresses
  return typeof first === 'string' && !addresses.includes(email) ? first : undefined
}
