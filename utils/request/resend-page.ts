import { escapeHtml } from '@/utils/escape-html'
import { submittedValues } from '@/utils/forms/form-state'

const MULTIPART = /^multipart\/form-data\b/i

/** True for a form that a browser sent without JavaScript. With JavaScript, the form is still on the page that sent it. */
export function isPlainForm({ method, headers }: Request): boolean {
  return method === 'POST' && MULTIPART.test(headers.get('content-type') ?? '') && !headers.has('next-action')
}

/**
 * Makes the page that answers a form while the session is unknown. It holds what was sent, passwords aside, and sends it again to
 * the same address. The form's own page cannot show it: it is for a known user only.
 *
 * @param nonce that of the content security policy.
 * @param requestId the ID by which the log finds this request.
 */
export function resendPage(form: FormData, nonce: string, requestId: string): string {
  const fields = Object.entries(submittedValues(form, [...new Set(form.keys())]))
  const inputs = fields.map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Temporarily unavailable</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 28rem; margin: 4rem auto; padding: 0 1rem }
button { font: inherit; min-height: 2.75rem; padding: 0 1.25rem }
</style>
</head>
<body>
<main>
<h1>Temporarily unavailable</h1>
<p>We can’t check your session right now. You’re still signed in, and what you typed is kept on this page. Send it again in a moment.</p>
<form method="post" enctype="multipart/form-data">
${inputs.join('\n')}
<button>Send again</button>
</form>
<p>Request ID: ${escapeHtml(requestId)}</p>
</main>
</body>
</html>
`
}
