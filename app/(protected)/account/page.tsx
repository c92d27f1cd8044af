import type { Metadata } from 'next'
import { getDisplayName } from '@/utils/account/display-name'
import { requireUser } from '@/utils/auth/guards'
import { createClient } from '@/utils/supabase/server'
import { PageHeading } from './page-heading'
import { ProfileForm } from './profile-form'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const user = await requireUser()
  const name = (await getDisplayName(await createClient(), user.id)) ?? ''
  return (
    <>
      <PageHeading title="Profile" lead="How you are called here." />
      <div className="flex items-center gap-4">
        <span
          aria-hidden="true"
          className="flex size-16 shrink-0 items-center justify-center rounded-full bg-accent text-2xl font-semibold text-on-accent"
        >
          {initials(name || user.email)}
        </span>
        <div className="min-w-0">
          <p className="font-medium break-words">{name}</p>
          <p className="text-sm break-words text-muted">{user.email}</p>
        </div>
      </div>
      <ProfileForm name={name} />
    </>
  )
}

/** The first letters of the first and the last word. */
function initials(name: string): string {
  const words = name.split(/[\s@]+/).filter(Boolean)
  const picked = name.includes('@') ? words.slice(0, 1) : [...new Set([words[0], words.at(-1)])]
  return picked
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
