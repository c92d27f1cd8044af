import { ChevronDown, LogOut, MonitorSmartphone, Settings } from 'lucide'
import Link from 'next/link'
import { navigationPermissions } from '@/utils/auth/permissions/current-permissions'
import { type SessionState, type SessionUser, sessionState } from '@/utils/auth/sessions/session-state'
import { MAIN_LINKS } from '../navigation'
import { SITE_NAME } from '../site'
import { AccountMenu } from './account-menu'
import { Avatar } from './avatar'
import { Logo } from './logo'
import { NavLink } from './nav-link'
import { SignOutButton } from './sign-out-button'
import { Icon } from './svg-icon'
import { SyncTabs } from './sync-tabs'

/** The header. It is rendered on the server, with the verified session. */
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
            <MainNav user={session.user} />
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

async function MainNav({ user }: { user: SessionUser }) {
  const permissions = await navigationPermissions(user)
  return (
    <nav aria-label="Main" className="max-md:col-span-2 max-md:-mx-3">
      <ul className="flex gap-1">
        {MAIN_LINKS.filter(({ permission }) => !permission || permissions.has(permission)).map(
          ({ href, text, icon }) => (
            <li key={href}>
              <NavLink
                href={href}
                className="flex min-h-11 items-center gap-2 rounded-control border-b-2 border-transparent px-3 text-muted hover:text-ink aria-[current]:font-medium aria-[current]:text-ink max-md:rounded-none max-md:aria-[current]:border-accent md:min-h-control md:border-0 md:hover:bg-sunken md:aria-[current]:bg-sunken"
              >
                <Icon node={icon} className="size-4.5 max-md:hidden" />
                {text}
              </NavLink>
            </li>
          ),
        )}
      </ul>
    </nav>
  )
}

function AccountLinks({ session }: { session: SessionState }) {
  switch (session.status) {
    case 'signed-in':
      return (
        <AccountMenu
          summary={
            <>
              <Avatar name={session.user.email} size="small" />
              <span className="truncate max-lg:sr-only">{session.user.email}</span>
              <Icon node={ChevronDown} className="size-4 text-muted group-open:rotate-180" />
            </>
          }
        >
          <p className="truncate px-3 pt-1 pb-2 text-sm text-muted lg:hidden">{session.user.email}</p>
          <Link prefetch={false} href="/account" className="menu-item">
            <Icon node={Settings} className="size-4.5 text-muted" />
            Account settings
          </Link>
          <Link prefetch={false} href="/account/sessions" className="menu-item">
            <Icon node={MonitorSmartphone} className="size-4.5 text-muted" />
            Sessions
          </Link>
          <hr className="my-1 border-line" />
          <SignOutButton className="menu-item w-full">
            <Icon node={LogOut} className="size-4.5 text-muted" />
          </SignOutButton>
        </AccountMenu>
      )
    case 'signed-out':
      return <SignInLinks />
    case 'mfa-pending':
    case 'unknown':
      // The session exists but cannot be checked now. Signing out is still possible.
      return <SignOutButton className="button button-quiet" />
  }
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
