import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { redirectToAal2, requireUser } from '@/utils/auth/guards'
import { RejectedFormError } from '@/utils/forms/rejected-form-error'
import { createClient } from '@/utils/supabase/server'
import type { Membership } from './organization-schema'
import { listOrganizations } from './organizations'

const NOT_A_MEMBER = 'You’re no longer a member of this organization, or it was deleted.'

/** The organizations of the user, read once per request. */
export const myOrganizations = cache(async () => await listOrganizations(await createClient()))

/**
 * Finds an organization of the user.
 *
 * @returns the membership; undefined if there is none; null if the database gives no clear response.
 * @throws Next's redirect to the second factor or its setup if the organization requires it; otherwise as requireUser does.
 */
export async function findMembership(slug: string): Promise<Membership | undefined | null> {
  const user = await requireUser()
  const organizations = await myOrganizations()
  if (!organizations.ok) return null
  const organization = organizations.data.find((membership) => membership.slug === slug)
  return !organization || organization.is_accessible ? organization : await redirectToAal2(user)
}

/**
 * Guards a page of an organization. A foreign organization responds as one that does not exist, after the same query.
 *
 * @param slug the slug in the path.
 * @returns the membership of the user; null if the database gives no clear response.
 * @throws Next's notFound if the user is not a member; otherwise as findMembership does.
 */
export async function findOrganization(slug: string): Promise<Membership | null> {
  const organization = await findMembership(slug)
  if (organization === undefined) notFound()
  return organization
}

/**
 * Guards the action of a form of an organization. A foreign organization responds as one that does not exist.
 *
 * @param slug the slug in a hidden field.
 * @returns the membership of the user; null if the database gives no clear response.
 * @throws RejectedFormError if the user is not a member; otherwise as findMembership does.
 */
export async function findOrganizationOfForm(slug: string): Promise<Membership | null> {
  const organization = await findMembership(slug)
  if (organization === undefined) throw new RejectedFormError(NOT_A_MEMBER, 404)
  return organization
}
