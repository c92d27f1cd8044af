import type { Metadata } from 'next'
import { requireUser } from '@/utils/auth/guards'
import { OrganizationSection, type OrganizationSectionProps } from './organization-section'

export const metadata: Metadata = { title: 'Organization posts' }

export default async function OrganizationPostsPage(props: OrganizationSectionProps) {
  await requireUser()
  return <OrganizationSection section="posts" {...props} />
}
