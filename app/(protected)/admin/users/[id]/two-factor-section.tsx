import { Alert } from '@/app/ui/alert'
import { Section } from '@/app/ui/section'
import { Timestamp } from '@/app/ui/timestamp'
import type { ListedUser } from '@/utils/admin/users'
import { env } from '@/utils/env'
import { CancelFactorResetForm, RequestFactorResetForm } from './factor-reset-forms'

const TYPES = new Map([
  ['totp', 'Authenticator app'],
  ['phone', 'Phone'],
  ['webauthn', 'Security key'],
  ['recovery_code', 'Recovery codes'],
])

/** A user's factors, and their reset for a user who has lost them all. */
export function TwoFactorSection({ user }: { user: ListedUser }) {
  const { id, factors, factor_reset_due_at: dueAt } = user
  if (factors.length === 0)
    return <Section title="Two-factor authentication" lead="This user has not turned it on." />
  return (
    <Section
      title="Two-factor authentication"
      lead="Reset it for a user who has lost every factor and all recovery codes. The reset takes effect after a delay. Until then the user cancels it by signing in with the second factor."
      danger
    >
      <ul className="grid gap-2">
        {factors.map(({ type, name, created_at }) => (
          <li key={`${created_at} ${name}`} className="break-words">
            {name || typeText(type)}{' '}
            <span className="text-sm text-muted">
              · {name && name !== typeText(type) && `${typeText(type)} · `}Added <Timestamp at={created_at} />
            </span>
          </li>
        ))}
      </ul>
      {dueAt ? (
        <>
          <Alert kind="info">
            A reset was requested. It takes effect on <Timestamp at={dueAt} relative={false} />.
          </Alert>
          <CancelFactorResetForm userId={id} />
        </>
      ) : (
        <>
          <p className="text-sm">
            {env().smtp
              ? 'The user is emailed right away.'
              : 'This site can’t email the user: SMTP_URL is not set. Tell the user yourself.'}
          </p>
          <RequestFactorResetForm userId={id} />
        </>
      )}
    </Section>
  )
}

function typeText(type: string): string {
  return TYPES.get(type) ?? type
}
