import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { redirectToAal2, requireUser } from '@/utils/auth/guards'
import { createClient } from '@/utils/supabase/server'
import type { Membership } from './organization-schema'
import { listOrganizations } from './organizations'

/** The organizations of the user, read once per request. */
export const myOrganizations = cache(async () => await listOrganizations(await createClient()))

/**
 * Guards a page or an action of an organization. A foreign organization responds as one that does not exist, after the same query.
 *
 * @param slug the slug in the path or in a hidden field.
 * @returns the membership of the user; null if the database gives no clear response.
 * @throws Next's notFound if the user is not a member; Next's redirect to the second factor or its setup if the organization
 *   requires it; otherwise as requireUser does.
 */
export async function findOrganization(slug: string): Promise<Membership | null> {
  const user = await requireUser()
  const organizations = await myOrganizations()
  if (!organizations.ok) return null
  const organization = organizations.data.find((membership) => membership.slug === slug)
  if (!organization) notFound()
  return organization.is_accessible ? organization : await redirectToAal2(user)
}
