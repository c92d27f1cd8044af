import { ProviderIcon } from '@/app/ui/provider-icon'
import { Section } from '@/app/ui/section'
import { PROVIDER_NAMES, type Provider } from '@/utils/auth/oauth/providers'

/** A button for each identity provider that is not connected yet. */
export function ConnectButtons({ providers }: { providers: Provider[] }) {
  if (providers.length === 0) return null
  return (
    <Section title="Add a method" lead="We notify you by email when a method is added or removed.">
      {providers.map((provider) => (
        <form key={provider} action={`/account/sign-in-methods/connect/${provider}`} method="post">
          <button type="submit" className="button button-quiet w-full sm:w-auto">
            <ProviderIcon provider={provider} />
            Connect {PROVIDER_NAMES[provider]}
          </button>
        </form>
      ))}
    </Section>
  )
}
