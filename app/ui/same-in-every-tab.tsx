'use client'

import { useEffect } from 'react'

const CHANNEL = 'signed-in'

/**
 * Keeps a browser's tabs together: when somebody signs in or out in one, the others load anew and show the same. Every page
 * says who it was made for; a tab that was made for somebody else loads again. All tabs have the same cookies, so they agree
 * then and nothing goes round in circles. Needs none of Supabase's code: what counts is what the server says.
 *
 * @param user the id of whoever the page was made for, empty for nobody. While the server cannot tell, leave this out.
 */
export function SameInEveryTab({ user }: { user: string }) {
  useEffect(() => {
    const tabs = new BroadcastChannel(CHANNEL)
    tabs.onmessage = ({ data }) => {
      if (data !== user) window.location.reload()
    }
    tabs.postMessage(user)
    return () => tabs.close()
  }, [user])
  return null
}
