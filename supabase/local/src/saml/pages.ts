import { escapeXml } from './escape-xml.ts'

const style = `:root{color-scheme:light dark}body{max-width:26rem;margin:3rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif}
button,input{font:inherit;padding:.6rem .8rem;width:100%;box-sizing:border-box;border-radius:.4rem;border:1px solid #8888}
button{cursor:pointer;text-align:left}form{display:grid;gap:.6rem;margin:1.5rem 0}label{display:grid;gap:.3rem}`

/** The page to choose a user on. Its forms send the request back with the choice. */
export function signInPage(query: URLSearchParams, emails: string[]): Response {
  const hidden = fields({
    SAMLRequest: query.get('SAMLRequest') ?? '',
    RelayState: query.get('RelayState') ?? '',
  })
  const choices = emails
    .map((email) => `<button name="email" value="${escapeXml(email)}">${escapeXml(email)}</button>`)
    .join('')
  return page(
    200,
    `<p>Choose the user to sign in as. Everything stays on this machine.</p>
<form method="post">${hidden}${choices}</form>
<form method="post">${hidden}<label>Another user<input name="email" type="email" required placeholder="name@example.com"></label>
<button>Continue as this user</button></form>`,
  )
}

/** The page that posts a response to the service provider, by itself where scripts run (SAML 2.0 Bindings, 3.5). */
export function postPage(consumerUrl: string, values: Record<string, string>): Response {
  return page(
    200,
    `<p>You’re signed in.</p>
<form method="post" action="${escapeXml(consumerUrl)}">${fields(values)}<button>Continue</button></form>
<script>document.forms[0].submit()</script>`,
  )
}

/** A page with a message only. */
export function messagePage(status: number, text: string): Response {
  return page(status, `<p>${escapeXml(text)}</p>`)
}

function fields(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeXml(value)}">`)
    .join('')
}

function page(status: number, body: string): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Local identity provider</title><style>${style}</style><body><h1>Local identity provider</h1>${body}</body></html>`
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }
  return new Response(html, { status, headers })
}
