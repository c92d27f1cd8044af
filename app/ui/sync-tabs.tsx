'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import { type Draft, restoreDraft, saveDraft, savedDraft } from './draft'

const CHANNEL = 'signed-in'

const DraftCard = lazy(() => import('./draft-card').then((module) => ({ default: module.DraftCard })))

/**
 * Keeps a browser's tabs together: when someone signs in or out in one, the others load anew and show the same. Every page
 * says who it was made for; a tab that was made for someone else loads again. All tabs have the same cookies, so they agree
 * then and nothing goes round in circles. Needs none of Supabase's code: what counts is what the server says.
 *
 * What is typed in another tab and not sent is put aside before that, shown while no one is signed in, and given back to its
 * form once the user who typed it is.
 *
 * @param user the id of the user whom the page was rendered for; empty if there is none. While the server cannot tell, leave this out.
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
