import type { Metadata } from 'next'
import { Avatar } from '@/app/ui/avatar'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { getDisplayName } from '@/utils/account/display-name'
import { requireUser } from '@/utils/auth/guards'
import { createClient } from '@/utils/supabase/server'
import { ProfileForm } from './profile-form'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const user = await requireUser()
  const name = (await getDisplayName(await createClient(), user.id)) ?? ''
  return (
    <>
      <PageHeading title="Profile" lead="How other people see you." />
      <div className="flex items-center gap-4">
        <Avatar name={name || user.email} size="large" />
        <div className="min-w-0">
          <p className="font-medium break-words">{name}</p>
          <p className="text-sm break-words text-muted">{user.email}</p>
        </div>
      </div>
      <Section title="Display name" lead="Shown next to everything you post in the community.">
        <ProfileForm name={name} />
      </Section>
    </>
  )
}
