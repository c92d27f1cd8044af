import { headers } from 'next/headers'

/**
 * Loads public/passkeys.js when a user submits a form with PasskeyCredential, or reaches for the email field of a page with one. It
 * listens on the window, so that it works on pages that were reached without a full load, and before React does.
 */
const LOADER = `if(window.PublicKeyCredential?.parseRequestOptionsFromJSON){
document.documentElement.dataset.passkeys='';
const load=()=>import('/passkeys.js');
addEventListener('submit',(e)=>{const field=e.target.querySelector('[data-passkey]');
if(field&&!field.value){e.preventDefault();e.stopImmediatePropagation();load().then((m)=>m.submitWithPasskey(e.target,field))}},true);
for(const type of ['focusin','pointerover'])addEventListener(type,(e)=>{
if(e.target.closest?.('form')?.querySelector('[autocomplete~=webauthn]')&&document.querySelector('[data-passkey]'))load().then((m)=>m.offerAutofill())})}`

/** The inline script. Signed-out pages load no file for passkeys until one is asked for. */
export async function PasskeyScript() {
  const policy = (await headers()).get('content-security-policy')
  const nonce = /'nonce-([^']+)'/.exec(policy ?? '')?.[1]
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this file.
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: LOADER }} />
}
