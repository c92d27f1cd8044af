import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startMailbox } from '../../src/email/mailbox.ts'

test.each([
  ['web', 'mailboxPort'],
  ['smtp', 'smtpPort'],
] as const)('a mailbox whose port for %s is in use names %s', async (which, option) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  await expect(startMailbox({ web: 0, smtp: 0, [which]: port })).rejects.toMatchObject({ port, option })
})
