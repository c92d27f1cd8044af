import type { ReactNode } from 'react'
import { SubPages } from '@/app/ui/sub-pages'
import { communityPages } from './community-pages'

export default function CommunityLayout({ children }: { children: ReactNode }) {
  return (
    <SubPages label="Community" groups={[{ pages: communityPages() }]}>
      {children}
    </SubPages>
  )
}
