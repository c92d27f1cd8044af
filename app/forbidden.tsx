import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getRequestId } from '@/utils/log/request-id'
import { StatusCard } from './ui/status-card'

export const metadata: Metadata = { title: 'Permission denied' }

export default async function Forbidden() {
  return (
    <StatusCard
      icon="icon-shield-x"
      title="You don’t have permission to do that"
      lead="Your role doesn’t allow this. Nothing has been changed. If you think this is a mistake, ask an admin."
      requestId={getRequestId(await headers())}
    />
  )
}
