import { text } from 'node:stream/consumers'
import type { Env } from '@/utils/env'
import { singleFlight } from '@/utils/supabase/single-flight'
import { type EncodedText, encodeText } from './content-coding'
import { replaceNonceByHashes, sha256 } from './inline-scripts'
import { knowsServerAddress, requestOwnPage } from './own-request'
import { INCOMPLETE_HEADER } from './response-status'
import { pageSecurityHeaders } from './security-headers'

/** A page that is the same for every signed-out user. */
export type CachedPage = {
  body: EncodedText
  /** What the page's response consists of apart from the request: policy, ETag, preloads. */
  headers: Record<string, string> & { ETag: string }
  /** False while it lacks what a service did not respond with. */
  isComplete: boolean
}

/** How much longer a page is served than the settings and data that it was rendered from. */
const LIFETIME_MS = 10_000

const pages = singleFlight<CachedPage | null>(LIFETIME_MS)

/**
 * A page as a signed-out user without cookies gets it, rendered at most every ten seconds and process. It is rendered by a request
 * of this server to itself, at run time: one build serves every environment, so the build knows no settings.
 *
 * @param path one of SHARED_PAGES.
 * @param report is called with the reason if the page could not be requested, once in ten seconds.
 * @returns null if it cannot be had. Then each request renders it.
 */
export async function cachedPage(
  path: string,
  settings: Env,
  report: (error: unknown) => void,
): Promise<CachedPage | null> {
  if (!knowsServerAddress()) return null
  return await pages(
    path,
    () =>
      renderPage(path, settings).catch((error) => {
        report(error)
        return null
      }),
    (page) => page?.isComplete ?? true,
  ).result
}

async function renderPage(path: string, settings: Env): Promise<CachedPage> {
  const response = await requestOwnPage(path, new URL(settings.siteUrl).host)
  const { link, ...headers } = response.headers
  const policy = headers['content-security-policy'] ?? headers['content-security-policy-report-only']
  const nonce = /'nonce-([^']+)'/.exec(String(policy))?.[1]
  const body = await text(response)
  if (response.statusCode !== 200) throw new Error(`The page has the status ${response.statusCode}.`)
  if (headers['set-cookie']) throw new Error('The page sets a cookie.')
  if (!nonce) throw new Error('The policy of the page contains no nonce.')

  // The ID of the request that rendered the page is not that of the requests that it is served for.
  const { html, hashes } = replaceNonceByHashes(body.replaceAll(`${headers['x-request-id']}`, ''), nonce)
  const security = pageSecurityHeaders(path, settings, { hashes })
  return {
    body: await encodeText(html),
    headers: {
      ...security,
      ...(link && { Link: String(link).replaceAll(` nonce="${nonce}";`, '') }),
      // It covers the policy too: after a 304, a browser combines the page that it has with the headers of that response.
      ETag: `W/"${sha256(html + JSON.stringify(security), 'base64url')}"`,
    },
    isComplete: headers[INCOMPLETE_HEADER] === undefined,
  }
}
