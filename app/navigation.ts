import { type IconNode, MessagesSquare, NotebookPen, ShieldCheck } from 'lucide'
import type { Permission } from '@/utils/auth/permissions/permissions'

type MainLink = { href: string; text: string; icon: IconNode; permission?: Permission }

/** The main navigation of signed-in users. An entry with a permission is shown only to users who have it. */
export const MAIN_LINKS: MainLink[] = [
  { href: '/private', text: 'Notes', icon: NotebookPen },
  { href: '/community', text: 'Community', icon: MessagesSquare },
  { href: '/admin', text: 'Admin', icon: ShieldCheck, permission: 'users.manage' },
]

export const FOOTER_LINKS = [
  { href: '/community', text: 'Community' },
  { href: '/colors', text: 'Colors' },
  { href: '/about', text: 'About' },
  { href: '/code-of-conduct', text: 'Code of conduct' },
  { href: '/terms', text: 'Terms' },
  { href: '/privacy', text: 'Privacy' },
]
