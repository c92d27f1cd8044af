import type { Metadata } from 'next'
import Link from 'next/link'
import { TextPage } from '@/app/ui/text-page'
import { LINK_PREVIEW, SITE_NAME } from '../site'

export const metadata: Metadata = {
  title: 'Code of conduct',
  description: `How we treat each other on ${SITE_NAME}, and how we enforce it.`,
  ...LINK_PREVIEW,
}

export default function CodeOfConductPage() {
  return (
    <TextPage title="Code of conduct">
      <p>
        Everyone can read the{' '}
        <Link prefetch={false} href="/community" className="link">
          community
        </Link>
        , and everyone with an account can post. These are the rules.
      </p>
      <h2>Be kind and clear</h2>
      <p>
        Assume good intentions. Criticize ideas, not people. All questions are welcome, including simple ones.
      </p>
      <h2>What isn’t allowed</h2>
      <p>
        Insults, threats, harassment, and discrimination. Sharing someone’s address, photo, or story without
        their consent. Advertising.
      </p>
      <h2>Enforcement</h2>
      <p>
        Admins delete posts that break these rules. Repeated violations can lead to losing the right to post,
        or the account. If you think we made a mistake, contact us, and a different admin will review it.
      </p>
    </TextPage>
  )
}
