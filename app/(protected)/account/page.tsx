import type { Metadata } from 'next'
import { Avatar } from '@/app/ui/avatar'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { getDisplayName } from '@/utils/account/display-name'
import { requireAccount } from '@/utils/auth/account'
import { avatarUrl } from '@/utils/avatars/avatar-url'
import { providerPictures } from '@/utils/avatars/provider-picture'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { PictureForm, ProviderPictureForm, RemovePictureForm } from './picture-forms'
import { ProfileForm } from './profile-form'

export const metadata: Metadata = { title: 'Profile' }

const NOTICES = new Map([
  ['picture-saved', 'Your picture was saved.'],
  ['picture-removed', 'Your picture was removed.'],
])

export default async function ProfilePage({ searchParams }: { searchParams: SearchParams }) {
  const { user, account } = await requireAccount()
  const name = (await getDisplayName(await createClient(), user.id)) ?? ''
  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const picture = avatarUrl(user.id, user.avatarVersion)
  return (
    <>
      <PageHeading title="Profile" lead="Your picture and your name." />
      <div className="flex items-center gap-4">
        <Avatar name={name || user.email} picture={picture} size="large" />
        <div className="min-w-0">
          <p className="font-medium break-words">{name}</p>
          <p className="text-sm break-words text-muted">{user.email}</p>
        </div>
      </div>
      {notice && <Notice>{notice}</Notice>}
      <Section title="Picture" lead="Only you can see it. Without a picture, your initials are shown.">
        <div className="grid gap-4">
          <PictureForm key={picture} />
          {providerPictures(account.identities ?? []).map(({ provider }) => (
            <ProviderPictureForm key={provider} provider={provider} />
          ))}
          {picture && <RemovePictureForm />}
        </div>
      </Section>
      <Section title="Display name" lead="Shown next to everything you post in the community.">
        <ProfileForm name={name} />
      </Section>
    </>
  )
}
