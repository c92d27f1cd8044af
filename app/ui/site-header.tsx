import Link from 'next/link'
import { navigationPermissions } from '@/utils/auth/permissions/current-permissions'
import { type SessionState, type SessionUser, sessionState } from '@/utils/auth/sessions/session-state'
import { avatarUrl } from '@/utils/avatars/avatar-url'
import { MAIN_LINKS } from '../navigation'
import { SITE_NAME } from '../site'
import { AccountMenu } from './account-menu'
import { Avatar } from './avatar'
import { Logo } from './logo'
import { MainNav } from './main-nav'
import { SignOutButton } from './sign-out-button'
import { SyncTabs } from './sync-tabs'

/**
 * The header. It is rendered on the server, with the verified session. Its parts are Client Components: what a Server Component
 * renders is sent twice, as HTML and as payload.
 */
export async function SiteHeader() {
  const session = await sessionState()
  return (
    <>
      <header className="border-b border-line bg-surface">
        <div className="page-width grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 md:min-h-16 md:grid-cols-[auto_minmax(0,1fr)_auto] md:gap-x-8">
          <Link
            prefetch={false}
            href="/"
            className="flex min-h-14 items-center gap-2 justify-self-start text-heading"
          >
            <Logo />
            {SITE_NAME}
          </Link>
          {session.status === 'signed-in' ? (
            <PermittedLinks user={session.user} />
          ) : (
            <span className="max-md:hidden" />
          )}
          <nav aria-label="Account" className="flex items-center gap-2 max-md:col-start-2 max-md:row-start-1">
            <AccountLinks session={session} />
          </nav>
        </div>
      </header>
      {session.status !== 'unknown' && (
        <SyncTabs user={session.status === 'signed-in' ? session.user.id : ''} />
      )}
    </>
  )
}

/** The links of the main navigation that the user has the permissions for. */
async function PermittedLinks({ user }: { user: SessionUser }) {
  const permissions = await navigationPermissions(user)
  const links = MAIN_LINKS.filter(({ permission }) => !permission || permissions.has(permission))
  return <MainNav links={links.map(({ href, text, icon }) => ({ href, text, icon }))} />
}

function AccountLinks({ session }: { session: SessionState }) {
  switch (session.status) {
    case 'signed-in':
      return <SignedInMenu user={session.user} />
    case 'signed-out':
      return <SignInLinks />
    case 'mfa-pending':
    case 'unknown':
      // The session exists but cannot be checked now. Signing out is still possible.
      return <SignOutButton className="button button-quiet" />
  }
}

function SignedInMenu({ user: { id, email, isGuest, avatarVersion } }: { user: SessionUser }) {
  const avatar = (
    <Avatar name={isGuest ? 'Guest' : email} picture={avatarUrl(id, avatarVersion)} size="small" />
  )
  return <AccountMenu email={isGuest ? undefined : email} avatar={avatar} />
}

function SignInLinks() {
  return (
    <>
      <Link prefetch={false} href="/login" className="button button-ghost">
        Sign in
      </Link>
      <Link prefetch={false} href="/signup" className="button button-primary">
        Sign up
      </Link>
    </>
  )
}
