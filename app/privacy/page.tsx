import type { Metadata } from 'next'
import { connection } from 'next/server'
import { TextPage } from '@/app/ui/text-page'
import { env } from '@/utils/env'
import { LINK_PREVIEW, SITE_NAME } from '../site'

export const metadata: Metadata = {
  title: 'Privacy',
  description: `What ${SITE_NAME} stores about you, why, and how you control it.`,
  ...LINK_PREVIEW,
}

export default async function PrivacyPage() {
  await connection()
  return (
    <TextPage title="Privacy">
      <p>This notice explains what {SITE_NAME} stores about you, and why.</p>
      <h2>What we store</h2>
      <p>
        We store your name and email address, which your account requires, and a hash of your password, from
        which the password can’t be recovered. If you set up two-factor authentication or passkeys, we store
        the keys that verify them. If you upload a picture, we store it without the data that your camera
        added, and only you can see it. We store what you write here until you delete it. What you write in an
        organization belongs to the organization: its members can read it, and it stays when you leave. They
        also see your name and email address. If you request access, we store your name, email address, and
        reason until 90 days after the decision. If someone invites you to an organization, we store your
        email address until 30 days after you accept the invitation or it expires. If an organization removes
        you, or you leave a membership that had an end, we store that until you accept another invitation. If
        you add the domain of your email address to an organization, its admins see that you did. For each
        session, we store the time, the IP address, and the type of browser, so that misuse can be detected.
        {env().signInRisk &&
          ' We also store, encrypted, the approximate location of your last sign-in for up to 90 days, so that unusual sign-ins can be stopped.'}
      </p>
      <h2>How long we keep it</h2>
      <p>
        We keep your account until you delete it. Account activity, such as sign-ins and password changes, is
        recorded for two years; the IP address and browser in each record are kept for 90 days. When you
        delete your account, the IP address and browser are removed from all records immediately, and the
        remaining records contain an ID instead of your name and email address. The log of the authentication
        service is deleted after 90 days. If you try this site as a guest, your notes are deleted when you
        sign out, or after 30 days without use, unless you add an email address.
      </p>
      <h2>Cookies</h2>
      <p>
        We use cookies to sign you in: one that holds your session,
        {env().sessionTimeouts && ' one that says when it ends,'} short-lived ones while you confirm an email
        address, accept an invitation, or move notes, and one that remains for up to 400 days after you sign
        out. It lets this site recognize a browser that you’ve signed in with, so that an attacker who guesses
        passwords can’t lock you out. Two cookies exist only if you ask for them: one keeps the theme you
        choose for a year, and one lets you skip the code of two-factor authentication in this browser for 30
        days. Only this site can read them. We don’t use cookies for advertising or tracking.
      </p>
      <h2>Your choices</h2>
      <p>
        In your account, you can see your sessions, change your details, export your data, and delete your
        account. Deleted data is removed immediately, except for the records described above. Backups are
        deleted within weeks.
      </p>
      <h2>Who we share it with</h2>
      <p>
        We share data only with the services that run {SITE_NAME}: the hosting provider, the database, and the
        email provider. When you choose a password, the first five characters of its hash are checked against
        a public list of breached passwords. Neither you nor the password can be identified from them.
      </p>
    </TextPage>
  )
}
