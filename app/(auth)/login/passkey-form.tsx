import { PasskeyCredential } from '@/app/ui/passkey-credential'
import { Icon } from '@/app/ui/svg-icon'
import { hasPasskeys } from '@/utils/auth/auth-settings'

/** The button for passkeys; nothing if the Auth server has them off. Browsers without passkeys hide it. */
export async function PasskeyForm({ redirectedFrom }: { redirectedFrom: string | undefined }) {
  if (!(await hasPasskeys())) return null
  return (
    <form action="/auth/passkey" method="post" className="passkey-only grid gap-1.5">
      {redirectedFrom && <input type="hidden" name="redirectedFrom" value={redirectedFrom} />}
      <button type="submit" className="button button-quiet w-full">
        <Icon name="icon-fingerprint" className="size-4.5 text-muted" />
        Continue with a passkey
      </button>
      <PasskeyCredential options="/auth/passkey/options" />
    </form>
  )
}
