import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { isGuestOffered } from '@/utils/auth/guests/guest-offer'
import { callbackErrorPath } from '@/utils/auth/oauth/callback-error-path'
import { sessionState } from '@/utils/auth/sessions/session-state'
import type { SearchParams } from '@/utils/request/search-params'
import { HomePicture } from './home-picture'
import { LINK_PREVIEW, SITE_DESCRIPTION, SITE_NAME } from './site'
import { LinkFragment } from './ui/link-fragment'
import { Icon, type IconName } from './ui/svg-icon'

export const metadata: Metadata = {
  title: { absolute: `${SITE_NAME}: private notes and a community` },
  description: SITE_DESCRIPTION,
  ...LINK_PREVIEW,
}

const FEATURES: { icon: IconName; title: string; text: string }[] = [
  {
    icon: 'icon-lock-keyhole',
    title: 'Private by default',
    text: 'Your notes are visible to you and no one else. The database enforces it for every row.',
  },
  {
    icon: 'icon-monitor-smartphone',
    title: 'Secure on every device',
    text: 'Sign up on your laptop and confirm on your phone. See every active session, and sign out any device.',
  },
  {
    icon: 'icon-download',
    title: 'Your data, your choice',
    text: 'Export everything you’ve stored, or delete your account, at any time.',
  },
]

export default async function HomePage({ searchParams }: { searchParams: SearchParams }) {
  const problem = callbackErrorPath(await searchParams)
  if (problem) redirect(problem)
  const session = await sessionState()
  return (
    <>
      <div className="grid items-center gap-12 lg:grid-cols-[minmax(0,1fr)_26rem] lg:gap-16">
        <div>
          <h1 className="text-display text-balance">Private notes, and a community to learn with</h1>
          <p className="mt-5 max-w-xl text-lead text-pretty text-muted">
            {SITE_NAME} keeps your notes where only you can read them, and connects you with people who are
            learning the same things. Get started in a minute.
          </p>
          <div className="mt-8 flex flex-wrap gap-3">
            {'user' in session ? (
              <Link prefetch={false} href="/private" className="button button-primary">
                Open your notes
              </Link>
            ) : (
              <Link prefetch={false} href="/signup" className="button button-primary">
                Create an account
                <Icon name="icon-arrow-right" className="size-4.5" />
              </Link>
            )}
            {!('user' in session) && (await isGuestOffered()) && (
              <Link prefetch={false} href="/signup" className="button button-quiet">
                Try it without an account
              </Link>
            )}
            <Link prefetch={false} href="/community" className="button button-quiet">
              Explore the community
            </Link>
          </div>
        </div>
        <HomePicture />
      </div>
      <LinkFragment decides />
      <noscript>
        <p className="mt-8 text-muted">
          Did a link in an email bring you here?{' '}
          <a href="/login" className="link">
            Sign in
          </a>
          , request a{' '}
          <a href="/magic-link" className="link">
            new sign-in link
          </a>
          , or{' '}
          <a href="/forgot-password" className="link">
            reset your password
          </a>
          .
        </p>
      </noscript>
      <ul className="mt-12 grid gap-4 sm:grid-cols-3 sm:gap-6">
        {FEATURES.map(({ icon, title, text }) => (
          <li key={title} className="rounded-card border border-line bg-surface p-card shadow-xs">
            <Icon name={icon} className="size-6 text-accent" />
            <h2 className="mt-3 text-heading">{title}</h2>
            <p className="mt-1 text-pretty text-muted">{text}</p>
          </li>
        ))}
      </ul>
    </>
  )
}
