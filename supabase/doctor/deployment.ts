import { createClient } from '@redis/client'
import { canResolveClientAddress } from '../../utils/request/client-address.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import { isLocal, type Project } from './project.ts'

const REDIS_TIMEOUT_MS = 3_000

/** Checks the settings that depend on where the app runs. */
export async function checkDeployment(project: Project): Promise<Finding[]> {
  return [checkSiteUrl(project), checkClientAddresses(project), await checkRateLimitStore(project)]
}

function checkSiteUrl({ env, isLive, isDeployed }: Project): Finding {
  const check = 'site-url'
  if (isLive && isLocal(env.siteUrl))
    return (isDeployed ? failure : warning)(
      check,
      `Links in emails point to ${env.siteUrl}, which works on this machine only. On the deployed site, set NEXT_PUBLIC_SITE_URL to its public URL.`,
    )
  if (!isLocal(env.siteUrl) && !env.siteUrl.startsWith('https:'))
    return failure(
      check,
      `${env.siteUrl} does not use HTTPS, so sessions can be intercepted. Set NEXT_PUBLIC_SITE_URL to the HTTPS URL of the site.`,
    )
  return ok(check, `Links in emails point to ${env.siteUrl}.`)
}

function checkClientAddresses({ env, isLive }: Project): Finding {
  const check = 'client-addresses'
  if (canResolveClientAddress(env.network)) return ok(check, 'The app can determine client addresses.')
  return isLive
    ? warning(
        check,
        'TRUSTED_PROXIES is 0, so client addresses are unknown: rate limits apply per account only, and an attacker can block password sign-in to an account from new browsers. Set TRUSTED_PROXIES to the number of proxies in front of the app.',
      )
    : ok(check, 'Client addresses are unknown. Local development does not need them.')
}

async function checkRateLimitStore({ env }: Project): Promise<Finding> {
  const check = 'rate-limit-store'
  if (env.redisUrl)
    return (await isRedisReachable(env.redisUrl))
      ? ok(check, 'Redis responds. Rate limits apply across all instances.')
      : failure(
          check,
          'Redis does not respond at REDIS_URL, so each instance counts attempts separately. Check the URL, and make sure that Redis is running.',
        )
  return env.network.vercel
    ? warning(
        check,
        'REDIS_URL is not set, and Vercel runs the app in many processes that count attempts separately, so users get more attempts than the limits allow. Set REDIS_URL.',
      )
    : ok(check, 'Rate limits apply within one process. Set REDIS_URL before you run a second instance.')
}

async function isRedisReachable(url: string): Promise<boolean> {
  const client = createClient({
    url,
    socket: { connectTimeout: REDIS_TIMEOUT_MS, socketTimeout: REDIS_TIMEOUT_MS, reconnectStrategy: false },
  })
  // Without a listener, an error would end the process. `connect` reports the same error.
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
