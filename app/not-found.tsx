import type { Metadata } from 'next'
import { StatusCard } from './ui/status-card'

export const metadata: Metadata = { title: 'Page not found' }

export default function NotFound() {
  return (
    <StatusCard
      icon="icon-file-question-mark"
      title="Page not found"
      lead="The address may be mistyped, or the page may have been removed."
    />
  )
}
