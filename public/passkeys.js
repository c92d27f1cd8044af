// @ts-check
// The browser's part of passkeys (https://www.w3.org/TR/webauthn-3/). Loaded by app/ui/passkey-script.tsx on demand.

/** @type {AbortController | undefined} */
let ceremony
let offered = false

/** Before the challenge expires, which it does after five minutes. */
const AUTOFILL_MS = 4 * 60_000

/** @type {Record<string, string>} */
const TEXTS = {
  InvalidStateError: 'This device already has a passkey for your account.',
  NotAllowedError: 'No passkey was used: it was canceled or took too long. Try again.',
  SecurityError: 'Passkeys don’t work at this address. Open the site at its usual address.',
}

/**
 * Lets the user choose or create a passkey, then submits the form with it.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field its credential field.
 */
export async function submitWithPasskey(form, field) {
  const alert = form.querySelector('[role=alert]')
  const button = form.querySelector('[type=submit]')
  if (button?.getAttribute('aria-busy') === 'true') return
  button?.setAttribute('aria-busy', 'true')
  if (alert) alert.textContent = ''
  try {
    await submit(form, field, undefined)
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error)
    if (alert) alert.textContent = name === 'Shown' ? message : (TEXTS[name] ?? TEXTS.NotAllowedError ?? '')
  } finally {
    button?.removeAttribute('aria-busy')
  }
}

/** Offers passkeys in the browser's autofill of the email field, once. Not where each request needs a captcha. */
export async function offerAutofill() {
  const field = document.querySelector('[data-passkey]')
  if (offered || !(field instanceof HTMLInputElement) || !field.form || captchaField()) return
  offered = true
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return
  const renewal = setTimeout(() => {
    offered = false
    ceremony?.abort()
  }, AUTOFILL_MS)
  try {
    await submit(field.form, field, 'conditional')
  } catch {
    // The user typed a password, or chose another way: nothing to say.
  } finally {
    clearTimeout(renewal)
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 * @param {CredentialMediationRequirement | undefined} mediation
 */
async function submit(form, field, mediation) {
  // Only one can be pending: https://www.w3.org/TR/credential-management-1/#algorithm-request
  ceremony?.abort()
  ceremony = new AbortController()
  const { signal } = ceremony
  const options = await requestOptions(field.dataset.passkey ?? '')
  const credential =
    'user' in options
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
          signal,
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
          signal,
          ...(mediation && { mediation }),
        })
  field.value = JSON.stringify(credential)
  form.requestSubmit()
  field.value = ''
}

/** @param {string} address */
async function requestOptions(address) {
  const body = new FormData()
  const captcha = captchaField()
  if (captcha) body.append(captcha.name, captcha.value)
  const response = await fetch(address, { method: 'POST', body }).catch(() => undefined)
  const { options, message } = (await response?.json().catch(() => undefined)) ?? {}
  // A captcha token is valid once.
  if (captcha) /** @type {any} */ (window).turnstile?.reset()
  if (options) return options
  const error = new Error(
    message ?? 'This could not be sent. Check your connection and try again in a moment.',
  )
  error.name = 'Shown'
  throw error
}

/** @returns {HTMLInputElement | null} */
function captchaField() {
  return document.querySelector('[name=cf-turnstile-response]')
}
