import type { Metadata } from 'next'
import { TextPage } from '@/app/ui/text-page'
import { LINK_PREVIEW, SITE_NAME } from '../site'

export const metadata: Metadata = {
  title: 'Privacy',
  description: 'What is stored about you, why, and what you can do about it.',
  ...LINK_PREVIEW,
}

export default function PrivacyPage() {
  return (
    <TextPage title="Privacy">
      <p>This is what {SITE_NAME} knows about you, and why.</p>
      <h2>What is stored</h2>
      <p>
        Your name and email address, because you need them to have an account. Your password only as a hash,
        from which it cannot be read. For each session the time, the network address and the kind of browser,
        so that misuse can be seen.
      </p>
      <h2>How long it is kept</h2>
      <p>
        Your account is kept until you delete it. What happens to it, such as signing in or a new password, is
        recorded for two years; the network address and the kind of browser beside each record for 90 days.
        When you delete your account, address and browser are removed from the records at once, and the
        records that remain have a number in place of your name and email address. The log of the service that
        signs you in is deleted after 90 days.
      </p>
      <h2>Cookies</h2>
      <p>
        Only those that signing in needs: one that holds your session, short-lived ones while you confirm an
        address, and one that stays for up to 400 days after you sign out. It lets this site recognize a
        browser that you have signed in with, so that strangers who guess at your password cannot lock you
        out. Nobody but this site can read it. There is no advertising and no tracking.
      </p>
      <h2>What you can do</h2>
      <p>
        On the pages of your account you see your sessions, change what is stored, download all of it, and
        delete all of it. What you delete is gone at once, except for the records above; copies that the host
        keeps against failures follow within weeks.
      </p>
      <h2>Who else sees it</h2>
      <p>
        Nobody but the services that run {SITE_NAME}: the host of this site, the database, and the sender of
        its mails. When you choose a password, five characters of a hash of it are compared with a public list
        of leaked passwords; neither you nor the password can be found out from that.
      </p>
    </TextPage>
  )
}
