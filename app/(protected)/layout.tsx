import type { ReactNode } from 'react'
import { SessionTimeout } from '@/app/ui/session-timeout'
import { requireUser } from '@/utils/auth/guards'
import { expiryCookieName } from '@/utils/auth/sessions/session-times'
import { env } from '@/utils/env'

export default async function ProtectedLayout({ children }: { children: ReactNode }) {
  await requireUser()
  const { sessionTimeouts, siteUrl } = env()
  return (
    <>
      {children}
      {sessionTimeouts && <SessionTimeout cookieName={expiryCookieName(siteUrl)} serverTime={Date.now()} />}
    </>
  )
}
