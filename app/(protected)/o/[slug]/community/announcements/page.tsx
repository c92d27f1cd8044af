import type { Metadata } from 'next'
import { requireUser } from '@/utils/auth/guards'
import { OrganizationSection, type OrganizationSectionProps } from '../organization-section'

export const metadata: Metadata = { title: 'Organization announcements' }

export default async function OrganizationAnnouncementsPage(props: OrganizationSectionProps) {
  await requireUser()
  return <OrganizationSection section="announcements" {...props} />
}
