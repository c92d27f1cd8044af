import { PROVIDER_NAMES, type Provider } from '@/utils/auth/oauth/providers'

/**
 * Answers a form with the way to an identity provider: a page that goes on by itself, not a redirect. The pages allow their
 * forms to lead to this site alone (`form-action 'self'`), and Chrome holds every redirect after a form to that, the provider's
 * own ones included, whose hosts nobody can list. A refresh begins a navigation of its own, with JavaScript and without.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/form-action
 */
export function redirectAfterSignIn(address: string, provider: Provider): Response {
  const link = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width"><title>One moment</title>
<p><a href="${link}">Go on to ${PROVIDER_NAMES[provider]}</a></p></html>`
  const headers = { 'Content-Type': 'text/html; charset=utf-8', Refresh: `0;url=${address}` }
  return new Response(html, { headers })
}
