import type { Metadata } from 'next'
import Link from 'next/link'
import { TextPage } from '@/app/ui/text-page'
import { LINK_PREVIEW, SITE_NAME } from '../site'

export const metadata: Metadata = {
  title: 'About',
  description: `What ${SITE_NAME} is, and how you stay in control of your account.`,
  ...LINK_PREVIEW,
}

export default function AboutPage() {
  return (
    <TextPage title={`About ${SITE_NAME}`}>
      <p>
        {SITE_NAME} is a place for your notes and a community to learn with. Your notes are private: only you
        can see them.
      </p>
      <h2>You’re in control of your account</h2>
      <p>
        You can see every browser that is signed in to your account and sign out any of them. You can export
        all data stored about you, or delete your account, at any time.
      </p>
      <h2>Learn more</h2>
      <p>
        To learn what we store and why, read the{' '}
        <Link prefetch={false} href="/privacy" className="link">
          privacy notice
        </Link>
        . For the rules that apply to your account, read the{' '}
        <Link prefetch={false} href="/terms" className="link">
          terms
        </Link>
        .
      </p>
    </TextPage>
  )
}
