import { SectionView } from '@/app/community/section-view'
import { requireUser } from '@/utils/auth/guards'
import { listOrganizationEntries } from '@/utils/community/entries'
import { SECTION_PERMISSIONS, type Section } from '@/utils/community/sections'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { findOrganization } from '@/utils/organizations/find-organization'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { addOrganizationEntry, deleteOrganizationEntry } from './actions'

export type OrganizationSectionProps = { params: Promise<{ slug: string }>; searchParams: SearchParams }

/** One section of an organization's community, for its members. The forms are shown to those whose role allows them. */
export async function OrganizationSection({
  section,
  params,
  searchParams,
}: OrganizationSectionProps & { section: Section }) {
  const user = await requireUser()
  const { slug } = await params
  const organization = await findOrganization(slug)
  if (!organization && !(await isFormSubmission())) return null
  const before = await firstParam(searchParams, 'before')
  const page =
    organization &&
    (await listOrganizationEntries(await createClient(), organization.id, section, user.id, before))
  const needed = SECTION_PERMISSIONS[section]
  return (
    <SectionView
      section={section}
      organization={slug}
      lead={organization && `Only members of ${organization.name} can read this page.`}
      readers="Members"
      page={page}
      searchParams={searchParams}
      actions={{ add: addOrganizationEntry, remove: deleteOrganizationEntry }}
      // Also while the permissions are unknown, so that the submitted text is not lost.
      mayAdd={organization?.permissions.includes(needed.create) ?? true}
      mayDelete={({ own }) =>
        organization?.permissions.includes(own ? needed.delete : needed.deleteAny) ?? false
      }
    />
  )
}
