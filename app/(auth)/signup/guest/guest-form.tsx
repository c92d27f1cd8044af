import { Captcha } from '@/app/ui/captcha'
import { isGuestOffered } from '@/utils/auth/guests/guest-offer'
import { env } from '@/utils/env'
import { startGuestSession } from './actions'

/** The button that starts a guest session; nothing where none can start. */
export async function GuestForm({ redirectedFrom }: { redirectedFrom?: string | undefined }) {
  if (!(await isGuestOffered())) return null
  const { turnstileSiteKey } = env()
  return (
    <form action={startGuestSession} className="grid gap-3">
      {redirectedFrom && <input type="hidden" name="redirectedFrom" value={redirectedFrom} />}
      {turnstileSiteKey && <Captcha siteKey={turnstileSiteKey} state={{}} />}
      <button type="submit" className="button button-quiet w-full">
        Try it without an account
      </button>
      <p className="text-sm text-pretty text-muted">
        Write notes as a guest, and add your email address later to keep them.
      </p>
    </form>
  )
}
