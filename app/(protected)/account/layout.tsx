import type { ReactNode } from 'react'
import { type SubPageGroup, SubPages } from '@/app/ui/sub-pages'
import { GUEST_PAGE } from '@/utils/auth/routes'
import { sessionState } from '@/utils/auth/sessions/session-state'

const GROUPS: SubPageGroup[] = [
  {
    title: 'Account',
    pages: [
      { href: '/account', text: 'Profile', icon: 'icon-user-round', section: '' },
      { href: '/account/email', text: 'Email', icon: 'icon-at-sign' },
      { href: '/account/data', text: 'Data', icon: 'icon-database' },
    ],
  },
  {
    title: 'Security',
    pages: [
      { href: '/account/password', text: 'Password', icon: 'icon-lock' },
      { href: '/account/sign-in-methods', text: 'Sign-in methods', icon: 'icon-key-round' },
      { href: '/account/two-factor', text: 'Two-factor', icon: 'icon-shield-check' },
      { href: '/account/passkeys', text: 'Passkeys', icon: 'icon-fingerprint' },
      { href: '/account/sessions', text: 'Sessions', icon: 'icon-monitor-smartphone' },
      { href: '/account/activity', text: 'Activity', icon: 'icon-history' },
    ],
  },
]

/** What a guest can do without an email address. */
const GUEST_GROUPS: SubPageGroup[] = [
  {
    title: 'Account',
    pages: [
      { href: GUEST_PAGE, text: 'Guest', icon: 'icon-user-round' },
      { href: '/account/data', text: 'Data', icon: 'icon-database' },
      { href: '/account/sessions', text: 'Sessions', icon: 'icon-monitor-smartphone' },
      { href: '/account/activity', text: 'Activity', icon: 'icon-history' },
    ],
  },
]

export default async function AccountLayout({ children }: { children: ReactNode }) {
  const state = await sessionState()
  const isGuest = 'user' in state && state.user.isGuest
  return (
    <SubPages label="Account settings" groups={isGuest ? GUEST_GROUPS : GROUPS}>
      {children}
    </SubPages>
  )
}
