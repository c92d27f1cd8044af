import type { ComponentProps } from 'react'
import { Card } from '@/app/ui/card'
import { Logo } from '@/app/ui/logo'

/** The card of a signed-out page, below the product's logo. */
export function AuthCard(card: Omit<ComponentProps<typeof Card>, 'mark'>) {
  return <Card {...card} mark={<Logo size={44} />} />
}
