import type { Metadata } from 'next'
import Link from 'next/link'
import { TextPage } from '@/app/ui/text-page'
import { LINK_PREVIEW, SITE_NAME } from '../site'

export const metadata: Metadata = {
  title: 'Code of conduct',
  description: `How we treat each other on ${SITE_NAME}, and what happens when somebody does not.`,
  ...LINK_PREVIEW,
}

export default function CodeOfConductPage() {
  return (
    <TextPage title="Code of conduct">
      <p>
        Everybody may read in the{' '}
        <Link prefetch={false} href="/community" className="link">
          community
        </Link>
        , and everybody with an account may write. This is how we do it.
      </p>
      <h2>Be kind, be plain</h2>
      <p>
        Assume that others mean well. Disagree with what was said, not with who said it. Questions are
        welcome, the simple ones too.
      </p>
      <h2>What we do not accept</h2>
      <p>
        Insults, threats, unwanted advances, and contempt for people because of who they are. Nobody&rsquo;s
        address, photo or story is shared without their consent. No advertising.
      </p>
      <h2>What happens then</h2>
      <p>
        Admins delete what breaks these rules. Whoever goes on loses the right to write, or the account. If
        you think that we were wrong, write to us: somebody else will look at it.
      </p>
    </TextPage>
  )
}
