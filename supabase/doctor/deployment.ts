import { createClient } from '@redis/client'
import { canResolveClientAddress } from '../../utils/request/client-address.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import { isLocal, type Project } from './project.ts'

const REDIS_DEADLINE_MS = 3_000

/** Whether the application's own settings fit the place where it runs. */
export async function deployment(project: Project): Promise<Finding[]> {
  return [siteUrl(project), visitorAddresses(project), await sharedMemory(project)]
}

function siteUrl({ env, isLive, isDeployed }: Project): Finding {
  const check = 'site-url'
  if (isLive && isLocal(env.siteUrl))
    return (isDeployed ? failure : warning)(
      check,
      `Links in emails lead to ${env.siteUrl}, which is each reader's own machine. Set NEXT_PUBLIC_SITE_URL where the site is deployed.`,
    )
  if (!isLocal(env.siteUrl) && !env.siteUrl.startsWith('https:'))
    return failure(
      check,
      `${env.siteUrl} is not https: sessions could be read on the way. Set NEXT_PUBLIC_SITE_URL to its https address.`,
    )
  return ok(check, `Links lead to ${env.siteUrl}.`)
}

function visitorAddresses({ env, isLive }: Project): Finding {
  const check = 'visitor-addresses'
  if (canResolveClientAddress(env.network)) return ok(check, 'The address of each visitor is known.')
  return isLive
    ? warning(
        check,
        'TRUSTED_PROXIES is 0: no address is believed, so attempts are limited by account alone, and strangers can close the password of an account to browsers that are new to it. Set it to the number of your proxies.',
      )
    : ok(check, 'None is believed, as it should be without a proxy.')
}

async function sharedMemory({ env }: Project): Promise<Finding> {
  const check = 'shared-memory'
  if (env.redisUrl)
    return (await redisAnswers(env.redisUrl))
      ? ok(check, 'Redis answers: attempts are counted for all instances together.')
      : failure(check, 'Redis does not answer at REDIS_URL: each instance would count by itself.')
  return env.network.vercel
    ? warning(
        check,
        'REDIS_URL is not set, and on Vercel middleware and functions run as many processes: each counts attempts by itself, so limits are multiplied. Set REDIS_URL.',
      )
    : ok(check, 'Attempts are counted in one process. Set REDIS_URL before a second instance runs.')
}

async function redisAnswers(url: string): Promise<boolean> {
  const client = createClient({
    url,
    socket: { connectTimeout: REDIS_DEADLINE_MS, socketTimeout: REDIS_DEADLINE_MS, reconnectStrategy: false },
  })
  // Without a listener an error would end the process; what matters of it is that connecting fails.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.destroy()
  }
}
