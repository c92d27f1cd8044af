import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import type { Session } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { sendSecurityEmail } from '@/utils/email/send-security-email'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { getClientInfo } from '@/utils/supabase/client-info'
import { createTokenClient } from '@/utils/supabase/token-client'
import { deviceName } from './device-name'

/**
 * Records a sign-in from a new device in the owner's activity, and emails the owner a link that ends all sessions. Not for the
 * first sign-in of a new account. Call it in `after()`.
 */
export async function reportNewDevice({ user, access_token }: Session): Promise<void> {
  const client = getClientInfo(await headers())
  const token = randomBytes(32).toString('base64url')
  const { data: isNew, error } = await createTokenClient(client, access_token).rpc('record_new_device', {
    token_hash: createHash('sha256').update(token).digest('hex'),
  })
  if (error) return await logRequestEvent({ event: 'audit.failed', code: error.code, type: 'device.new' })
  if (!isNew || !user.email) return
  await logRequestEvent({ event: 'device.new', userId: user.id })
  await sendSecurityEmail(user.email, {
    kind: 'new-device',
    device: deviceName(client.userAgent),
    address: client.address,
    at: new Date(),
    reportUrl: `${env().siteUrl}/auth/device?${new URLSearchParams({ token })}`,
  })
}
