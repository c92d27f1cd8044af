import type { Permission } from '@/utils/auth/permissions/permissions'
import type { IconName } from './ui/svg-icon'

export type MainLink = { href: string; text: string; icon: IconName; permission?: Permission }

/** The main navigation of signed-in users. An entry with a permission is shown only to users who have it. */
export const MAIN_LINKS: MainLink[] = [
  { href: '/private', text: 'Notes', icon: 'icon-notebook-pen' },
  { href: '/community', text: 'Community', icon: 'icon-messages-square' },
  { href: '/admin', text: 'Admin', icon: 'icon-shield-check', permission: 'users.manage' },
]

export const FOOTER_LINKS = [
  { href: '/community', text: 'Community' },
  { href: '/colors', text: 'Colors' },
  { href: '/about', text: 'About' },
  { href: '/code-of-conduct', text: 'Code of conduct' },
  { href: '/terms', text: 'Terms' },
  { href: '/privacy', text: 'Privacy' },
]
