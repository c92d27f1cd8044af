import { ProviderIcon } from '@/app/ui/provider-icon'
import { Section } from '@/app/ui/section'
import { PROVIDER_NAMES, type Provider } from '@/utils/auth/oauth/providers'

/** A button for each identity provider that does not lead into the account yet. */
export function ConnectButtons({ providers }: { providers: Provider[] }) {
  if (providers.length === 0) return null
  return (
    <Section title="Add another" lead="We tell you by mail when one is added or removed.">
      {providers.map((provider) => (
        <form key={provider} action={`/account/sign-in-methods/connect/${provider}`} method="post">
          <button type="submit" className="button button-quiet w-full">
            <ProviderIcon provider={provider} />
            Connect {PROVIDER_NAMES[provider]}
          </button>
        </form>
      ))}
    </Section>
  )
}
