/**
 * Makes a form one that a passkey is needed for: public/passkeys.js creates or uses it when the form is submitted, and puts it into
 * the field. What fails before that is shown here.
 *
 * @param options where the script requests the WebAuthn options.
 */
export function PasskeyCredential({ options }: { options: string }) {
  return (
    <>
      <input type="hidden" name="credential" data-passkey={options} />
      <p role="alert" className="text-sm text-danger empty:hidden" />
    </>
  )
}
