import { ProviderIcon } from '@/app/ui/provider-icon'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import { isProvider } from '@/utils/auth/oauth/providers'

type MethodSummaryProps = { provider: string; name: string; account: string; since: string }

/** What is known about a sign-in method. */
export function MethodSummary({ provider, name, account, since }: MethodSummaryProps) {
  return (
    <>
      <span className="flex size-10 items-center self-start justify-center rounded-full bg-sunken">
        {isProvider(provider) ? (
          <ProviderIcon provider={provider} />
        ) : (
          <Icon name={provider === 'email' ? 'icon-mail' : 'icon-key-round'} className="size-5 text-muted" />
        )}
      </span>
      <div className="min-w-0 flex-1 basis-40">
        <p className="font-medium">{name}</p>
        <p className="text-sm break-words text-muted">
          {account} · Added <Timestamp at={since} />
        </p>
      </div>
    </>
  )
}
