import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { listSsoProviders, ssoProviderName } from '@/utils/admin/sso-providers'
import { LinkSsoProviderForm, UnlinkSsoProviderForm } from './sso-forms'

/** The identity providers that are linked to an organization, and forms to change that. */
export async function SsoSection({ organizationId, slug }: { organizationId: string; slug: string }) {
  const found = await listSsoProviders(organizationId)
  if (!found.ok) return <Unavailable retry={`/admin/organizations/${slug}`} />
  const linked = found.data.filter((provider) => provider.is_linked)
  const others = found.data.filter((provider) => !provider.is_linked)
  return (
    <Section
      title="Single sign-on"
      lead="The first time people sign in through a linked identity provider, they become members. People who already use it become members at their next sign-in. Removed members need an invitation."
    >
      {linked.length > 0 && (
        <>
          <ul aria-label="Linked identity providers" className="grid gap-5">
            {linked.map((provider) => (
              <li key={provider.id} className="grid gap-3">
                <p className="font-medium break-words">{ssoProviderName(provider)}</p>
                <UnlinkSsoProviderForm
                  organizationId={organizationId}
                  slug={slug}
                  providerId={provider.id}
                  name={ssoProviderName(provider)}
                />
              </li>
            ))}
          </ul>
          <p className="text-muted">
            If you remove a link, current members stay, and no one else joins through it.
          </p>
        </>
      )}
      {others.length > 0 ? (
        <LinkSsoProviderForm
          organizationId={organizationId}
          slug={slug}
          providers={others.map((provider) => ({ value: provider.id, text: ssoProviderName(provider) }))}
        />
      ) : (
        <p className="text-muted">There are no other identity providers to link.</p>
      )}
    </Section>
  )
}
