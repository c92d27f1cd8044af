import { ProviderIcon } from '@/app/ui/provider-icon'
import { enabledProviders } from '@/utils/auth/auth-settings'
import { PROVIDER_NAMES } from '@/utils/auth/oauth/providers'

/** A button for each identity provider that the Auth server offers; nothing if there is none. */
export async function ProviderButtons({ redirectedFrom }: { redirectedFrom?: string | undefined }) {
  const providers = await enabledProviders()
  if (providers.length === 0) return null
  return (
    <>
      {providers.map((provider) => (
        <form key={provider} action={`/auth/oauth/${provider}`} method="post">
          {redirectedFrom && <input type="hidden" name="redirectedFrom" value={redirectedFrom} />}
          <button type="submit" className="button button-quiet w-full">
            <ProviderIcon provider={provider} />
            Continue with {PROVIDER_NAMES[provider]}
          </button>
        </form>
      ))}
      <p className="flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
    </>
  )
}
