import type { Metadata } from 'next'
import { requireUser } from '@/utils/auth/guards'
import { ownProfile } from '@/utils/own-profile'

export const metadata: Metadata = { title: 'Your page' }

export default async function PrivatePage() {
  const user = await requireUser()
  const { name } = await ownProfile(user)
  return (
    <div className="mx-auto max-w-2xl">
      <h1 className="text-3xl font-semibold tracking-tight break-words">
        {name ? `Hello, ${name}` : 'Hello'}
      </h1>
      <p className="mt-3 text-muted">
        You are signed in as <strong className="font-medium break-words text-ink">{user.email}</strong>.
      </p>
    </div>
  )
}
