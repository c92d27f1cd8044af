import {
  AtSign,
  Database,
  Fingerprint,
  History,
  KeyRound,
  Lock,
  MonitorSmartphone,
  ShieldCheck,
  UserRound,
} from 'lucide'
import type { ReactNode } from 'react'
import { SubPages } from '@/app/ui/sub-pages'

const GROUPS = [
  {
    title: 'Account',
    pages: [
      { href: '/account', text: 'Profile', icon: UserRound, section: '' },
      { href: '/account/email', text: 'Email', icon: AtSign },
      { href: '/account/data', text: 'Data', icon: Database },
    ],
  },
  {
    title: 'Security',
    pages: [
      { href: '/account/password', text: 'Password', icon: Lock },
      { href: '/account/sign-in-methods', text: 'Sign-in methods', icon: KeyRound },
      { href: '/account/two-factor', text: 'Two-factor', icon: ShieldCheck },
      { href: '/account/passkeys', text: 'Passkeys', icon: Fingerprint },
      { href: '/account/sessions', text: 'Sessions', icon: MonitorSmartphone },
      { href: '/account/activity', text: 'Activity', icon: History },
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
