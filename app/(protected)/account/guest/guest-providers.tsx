import { Notice } from '@/app/ui/notice'
import { ProviderIcon } from '@/app/ui/provider-icon'
import { Section } from '@/app/ui/section'
import { enabledProviders } from '@/utils/auth/auth-settings'
import { PROVIDER_NAMES } from '@/utils/auth/oauth/providers'
import { GUEST_PAGE } from '@/utils/auth/routes'
import { connectProblem } from '../sign-in-methods/connect-texts'

/** The account at the provider, or its email address, belongs to a user: signing in with it moves the notes there. */
const HAS_ACCOUNT = new Set(['identity-in-use', 'email-in-use'])

/** The identity providers with which a guest can become a member. `problem`: why that failed. */
export async function GuestProviders({ problem }: { problem: string | undefined }) {
  const providers = await enabledProviders()
  if (providers.length === 0) return null
  const hasAccount = problem !== undefined && HAS_ACCOUNT.has(problem)
  return (
    <>
      {problem && (
        <Notice kind="error">
          {hasAccount
            ? 'You already have an account here. Sign in to it, then choose whether to move your notes.'
            : connectProblem(problem)}
        </Notice>
      )}
      <Section
        title={hasAccount ? 'Sign in to your account' : 'Use another account'}
        lead="Your notes stay yours. You sign in with that account from now on."
      >
        {providers.map((provider) => (
          <form
            key={provider}
            action={hasAccount ? `/auth/oauth/${provider}` : `/account/sign-in-methods/connect/${provider}`}
            method="post"
          >
            <input type="hidden" name="redirectedFrom" value={GUEST_PAGE} />
            <button type="submit" className="button button-quiet w-full sm:w-auto">
              <ProviderIcon provider={provider} />
              {hasAccount ? 'Sign in' : 'Continue'} with {PROVIDER_NAMES[provider]}
            </button>
          </form>
        ))}
      </Section>
    </>
  )
}
