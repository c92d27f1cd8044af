import type { ReactNode } from 'react'
import { AccountNav } from './account-nav'

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-4xl gap-6 sm:grid-cols-[12rem_minmax(0,1fr)] sm:gap-10">
      <AccountNav />
      <div className="grid content-start gap-6">{children}</div>
    </div>
  )
}
