import type { ReactNode } from 'react'
import { requireUser } from '@/utils/auth/guards'

export default async function ProtectedLayout({ children }: { children: ReactNode }) {
  await requireUser()
  return children
}
