import type { Metadata } from 'next'
import Link from 'next/link'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { HomePicture } from './home-picture'
import { LINK_PREVIEW, SITE_DESCRIPTION, SITE_NAME } from './site'
import { LinkFragment } from './ui/link-fragment'

export const metadata: Metadata = {
  title: { absolute: `${SITE_NAME}: your notes, and a community` },
  description: SITE_DESCRIPTION,
  ...LINK_PREVIEW,
}

const PROMISES = [
  {
    title: 'Yours alone',
    text: 'What you write on your page is shown to you and to nobody else.',
  },
  {
    title: 'On every device',
    text: 'Sign up on your laptop, confirm on your phone. You see where you are signed in, and can end it.',
  },
  {
    title: 'Yours to take along',
    text: 'Download all of it, or delete all of it, whenever you like and without asking anybody.',
  },
]

export default async function HomePage() {
  const session = await sessionState()
  return (
    <div className="mx-auto max-w-5xl">
      <div className="grid items-center gap-12 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div>
          <h1 className="text-4xl font-semibold tracking-tight text-balance sm:text-5xl">
            Your notes, behind a door that only you open.
          </h1>
          <p className="mt-5 max-w-xl text-lg text-pretty text-muted">
            {SITE_NAME} keeps what you want to remember, and brings you together with people who learn what
            you learn. Set up in a minute.
          </p>
          <div className="mt-8 flex flex-wrap gap-3">
            {session.status === 'signed-in' ? (
              <Link prefetch={false} href="/private" className="button button-primary">
                Open your page
              </Link>
            ) : (
              <Link prefetch={false} href="/signup" className="button button-primary">
                Create an account
              </Link>
            )}
            <Link prefetch={false} href="/community" className="button button-quiet">
              See the community
            </Link>
          </div>
        </div>
        <HomePicture />
      </div>
      <LinkFragment decides />
      <noscript>
        <p className="mt-8 text-muted">
          Did a link in an email bring you here? Try to{' '}
          <a href="/login" className="link">
            sign in
          </a>
          , or ask for a{' '}
          <a href="/magic-link" className="link">
            new sign-in link
          </a>{' '}
          or a{' '}
          <a href="/forgot-password" className="link">
            new password
          </a>
          .
        </p>
      </noscript>
      <ul className="mt-14 grid gap-6 border-t border-line pt-10 sm:grid-cols-3">
        {PROMISES.map(({ title, text }) => (
          <li key={title}>
            <h2 className="font-semibold">{title}</h2>
            <p className="mt-1 text-pretty text-muted">{text}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}
