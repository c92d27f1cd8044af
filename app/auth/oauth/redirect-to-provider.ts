import { escapeHtml } from '@/utils/escape-html'

/**
 * Leads the browser from a form to an identity provider, with a page that continues by itself instead of a redirect. Forms here
 * may only lead to this site (`form-action 'self'`), and Chrome applies that to every redirect after a form, the provider's own
 * redirects included. A refresh starts a new navigation, with and without JavaScript.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/form-action
 *
 * @param name of the provider, for the link of browsers that ignore the refresh.
 */
export function redirectToProvider(url: string, name: string): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width"><title>Redirecting…</title>
<p><a href="${escapeHtml(url)}">Continue to ${name}</a></p></html>`
  const headers = { 'Content-Type': 'text/html; charset=utf-8', Refresh: `0;url=${url}` }
  return new Response(html, { headers })
}
