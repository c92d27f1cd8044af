import type { Metadata } from 'next'
import { EmptyState } from '@/app/ui/empty-state'
import { ListCard } from '@/app/ui/list-card'
import { ListEntry } from '@/app/ui/list-entry'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import { requireMember } from '@/utils/auth/account'
import { hasPasskeys } from '@/utils/auth/auth-settings'
import { listPasskeys, type Passkey } from '@/utils/auth/passkeys/list-passkeys'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { ReauthenticateLink } from '../reauthenticate-link'
import { SsoManaged } from '../sso-managed'
import { AddPasskeyForm } from './add-passkey-form'
import { PasskeyForms } from './passkey-forms'

export const metadata: Metadata = { title: 'Passkeys' }

export default async function PasskeysPage() {
  const user = await requireMember()
  if (user.ssoProvider)
    return <PageHeading title="Passkeys" lead={<SsoManaged email={user.email} what="sign-in methods" />} />
  // The Auth server requires aal2 of users with a second factor.
  const needsMfa = user.assurance === 'trusted_device'
  const [passkeys, isOffered] = await Promise.all([listPasskeys(), hasPasskeys()])
  return (
    <>
      <PageHeading
        title="Passkeys"
        lead="Sign in with your fingerprint, face, or screen lock instead of a password. A passkey works only on this site, so it can’t be phished."
      />
      {passkeys ? <PasskeyList passkeys={passkeys} /> : <Unavailable retry="/account/passkeys" />}
      {isOffered ? (
        <Section title="Add a passkey" lead="It is stored on your device or in your password manager.">
          {isRecentSignIn(user) && !needsMfa ? (
            <>
              <div className="passkey-only">
                <AddPasskeyForm />
              </div>
              <p className="passkey-fallback">
                This browser can’t create passkeys here. Use a recent browser with JavaScript turned on.
              </p>
            </>
          ) : (
            <ReauthenticateLink from="/account/passkeys" needsMfa={needsMfa} />
          )}
        </Section>
      ) : (
        <p className="text-muted">Passkeys can’t be added at the moment.</p>
      )}
    </>
  )
}

function PasskeyList({ passkeys }: { passkeys: Passkey[] }) {
  if (passkeys.length === 0)
    return (
      <EmptyState icon="icon-fingerprint" title="No passkeys yet">
        Add one on this device, on a phone, or on a security key.
      </EmptyState>
    )
  return (
    <ListCard aria-label="Your passkeys">
      {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
        <li key={id}>
          <ListEntry icon={<Icon name="icon-fingerprint" className="size-5 text-muted" />} title={name}>
            Added <Timestamp at={createdAt} /> ·{' '}
            {lastUsedAt ? (
              <>
                Last used <Timestamp at={lastUsedAt} />
              </>
            ) : (
              'Never used'
            )}
          </ListEntry>
          <PasskeyForms id={id} name={name} />
        </li>
      ))}
    </ListCard>
  )
}
