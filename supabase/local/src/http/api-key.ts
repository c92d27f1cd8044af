import { publishableKey, secretKey } from '../keys.ts'

export type ApiKey = 'publishable' | 'secret'

const open = /^\/auth\/v1\/(verify|callback|authorize|sso\/saml\/(?:acs|metadata)|\.well-known\/.*)$/

/**
 * The gateway's check in front of the Auth server: every path except those that browsers navigate to requires an API key.
 * @returns which key was sent (an open path without one counts as publishable), or the gateway's 401 response.
 */
export function checkApiKey(request: Request): ApiKey | Response {
  const url = new URL(request.url)
  const key = request.headers.get('apikey') ?? url.searchParams.get('apikey')
  if (key === secretKey) return 'secret'
  if (key === publishableKey || open.test(url.pathname)) return 'publishable'
  return key === null
    ? unauthorized('No API key found in request', 'No `apikey` request header or url param was found.')
    : unauthorized('Invalid API key', 'Double check your Supabase `apikey`')
}

/** User-Agents of browsers, and of software based on them. */
const browser = /\b(Mozilla|AppleWebKit|Gecko|Chrome|Chromium|Safari|Firefox|Edge?|OPR|Opera|MSIE|Trident)\//i

/** The gateway's 401 for a secret key with a browser's User-Agent; undefined for any other request. */
export function rejectSecretKeyInBrowser({ headers, url }: Request): Response | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.get('Authorization') ?? '')?.[1]
  const keys = [headers.get('apikey'), new URL(url).searchParams.get('apikey'), bearer]
  if (!keys.includes(secretKey) || !browser.test(headers.get('User-Agent') ?? '')) return undefined
  const hint =
    'Secret API keys can only be used in a protected environment and should never be used in a browser.'
  return unauthorized('Forbidden use of secret API key in browser', hint)
}

function unauthorized(message: string, hint: string): Response {
  return Response.json({ message, hint }, { status: 401 })
}
