import type { Metadata } from 'next'
import Link from 'next/link'
import { TextPage } from '@/app/ui/text-page'
import { LINK_PREVIEW, SITE_NAME } from '../site'

export const metadata: Metadata = {
  title: 'About',
  description: 'What this place is, and what stays in your hands.',
  ...LINK_PREVIEW,
}

export default function AboutPage() {
  return (
    <TextPage title={`About ${SITE_NAME}`}>
      <p>
        {SITE_NAME} keeps your things in one place, behind a sign-in of your own. What is on your page is
        shown to you and to nobody else.
      </p>
      <h2>Your account is yours</h2>
      <p>
        You see every browser that is signed in and can end each of them. You can download everything that is
        kept about you, and delete it all at any time, without asking anybody.
      </p>
      <h2>More to read</h2>
      <p>
        What we store and why is in the{' '}
        <Link prefetch={false} href="/privacy" className="link">
          privacy notice
        </Link>
        ; what we ask of you is in the{' '}
        <Link prefetch={false} href="/terms" className="link">
          terms
        </Link>
        .
      </p>
    </TextPage>
  )
}
