'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import { type Draft, restoreDraft, saveDraft, savedDraft } from './draft'

const CHANNEL = 'signed-in'

const DraftCard = lazy(() => import('./draft-card').then((module) => ({ default: module.DraftCard })))

/**
 * Synchronizes the tabs of a browser: after a sign-in or sign-out in one, the others reload. Every page announces the user it was
 * rendered for; a tab rendered for another user reloads. All tabs share their cookies, so there is no reload loop. Needs no
 * Supabase client: the server decides.
 *
 * Unsent text in another tab is saved before that, shown while signed out, and restored to its form when the same user signs in.
 *
 * @param user the id of the user whom the page was rendered for; empty if there is none. While the server cannot tell, leave this
 *   out.
 */
export function SyncTabs({ user }: { user: string }) {
  const [unsent, setUnsent] = useState<Draft | null>(null)

  useEffect(() => {
    const aside = savedDraft()
    setUnsent(aside && !restoreDraft(aside, user) ? aside : null)

    const tabs = new BroadcastChannel(CHANNEL)
    tabs.onmessage = ({ data }) => {
      if (data === user) return
      if (user) saveDraft(user)
      window.location.reload()
    }
    tabs.postMessage(user)
    return () => tabs.close()
  }, [user])

  if (!unsent) return null
  return (
    <Suspense>
      <DraftCard unsent={unsent} signedIn={user !== ''} />
    </Suspense>
  )
}
