import { ListEntry } from '@/app/ui/list-entry'
import { ProviderIcon } from '@/app/ui/provider-icon'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import { isProvider } from '@/utils/auth/oauth/providers'

type MethodSummaryProps = { provider: string; name: string; account: string; since: string }

/** What is known about a sign-in method. */
export function MethodSummary({ provider, name, account, since }: MethodSummaryProps) {
  const icon = isProvider(provider) ? (
    <ProviderIcon provider={provider} />
  ) : (
    <Icon name={provider === 'email' ? 'icon-mail' : 'icon-key-round'} className="size-5 text-muted" />
  )
  return (
    <ListEntry icon={icon} title={name}>
      {account} · Added <Timestamp at={since} />
    </ListEntry>
  )
}
