import { accounts } from './accounts.ts'

const style = `:root{color-scheme:light dark}body{max-width:26rem;margin:3rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif}
button,input{font:inherit;padding:.6rem .8rem;width:100%;box-sizing:border-box;border-radius:.4rem;border:1px solid #8888}
button{cursor:pointer;text-align:left}form{display:grid;gap:.6rem;margin:1.5rem 0}label{display:grid;gap:.3rem}`

/**
 * The page to choose an account on and allow the sign-in, or cancel it.
 * @param query the authorization request; the form sends it back with the choice.
 */
export function consentPage(query: URLSearchParams): Response {
  const hidden = ['client_id', 'redirect_uri', 'state']
    .map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? '')}">`)
    .join('')
  const choices = accounts
    .map(({ login, emails }) => {
      const said = emails.map(({ email, verified }) => `${email}${verified ? '' : ', not verified'}`).join()
      return `<button name="login" value="${login}"><strong>${login}</strong><br><small>${said}</small></button>`
    })
    .join('')
  const body = `<h1>Local GitHub</h1><p>Choose the account to sign in with. Everything stays on this machine.</p>
<form method="post">${hidden}${choices}</form>
<form method="post">${hidden}<label>Another account<input name="login" required placeholder="any-name"></label>
<button>Continue as this account</button></form>
<form method="post">${hidden}<button name="deny" value="1">Cancel</button></form>`
  return page(200, body)
}

/** A page with a message only. */
export function messagePage(status: number, text: string): Response {
  return page(status, `<h1>Local GitHub</h1><p>${escapeHtml(text)}</p>`)
}

function page(status: number, body: string): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Local GitHub</title><style>${style}</style><body>${body}</body></html>`
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }
  return new Response(html, { status, headers })
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
