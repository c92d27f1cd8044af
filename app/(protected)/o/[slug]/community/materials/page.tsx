import type { Metadata } from 'next'
import { requireUser } from '@/utils/auth/guards'
import { OrganizationSection, type OrganizationSectionProps } from '../organization-section'

export const metadata: Metadata = { title: 'Organization materials' }

export default async function OrganizationMaterialsPage(props: OrganizationSectionProps) {
  await requireUser()
  return <OrganizationSection section="materials" {...props} />
}
