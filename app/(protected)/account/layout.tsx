import type { ReactNode } from 'react'
import { type SubPageGroup, SubPages } from '@/app/ui/sub-pages'

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

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <SubPages label="Account settings" groups={GROUPS}>
      {children}
    </SubPages>
  )
}
