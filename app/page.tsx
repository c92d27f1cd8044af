import Link from 'next/link'
import { sessionState } from '@/utils/auth/session-state'
import { SITE_NAME } from './site'

const PROMISES = [
  {
    title: 'Stay signed in',
    text: 'A short outage does not sign you out. When the service is back, so are you.',
  },
  {
    title: 'Any device',
    text: 'Sign up on your laptop and confirm on your phone. The link in the mail works on both.',
  },
  { title: 'Yours alone', text: 'What is on your page is shown to you and to nobody else.' },
]

export default async function HomePage() {
  const session = await sessionState()
  return (
    <div className="mx-auto max-w-5xl">
      <h1 className="max-w-2xl text-4xl font-semibold tracking-tight text-balance sm:text-5xl">
        A place of your own, behind a door that holds.
      </h1>
      <p className="mt-5 max-w-xl text-lg text-muted">
        {SITE_NAME} keeps your things in one place. Create an account in a minute: a name, an address, a
        password.
      </p>
      <div className="mt-8 flex flex-wrap gap-3">
        {session.status === 'signed-in' ? (
          <Link prefetch={false} href="/private" className="button button-primary">
            Open your page
          </Link>
        ) : (
          <>
            <Link prefetch={false} href="/signup" className="button button-primary">
              Create an account
            </Link>
            <Link prefetch={false} href="/login" className="button button-quiet">
              Sign in
            </Link>
          </>
        )}
      </div>
      <ul className="mt-16 grid gap-6 border-t border-line pt-10 sm:grid-cols-3">
        {PROMISES.map(({ title, text }) => (
          <li key={title}>
            <h2 className="font-semibold">{title}</h2>
            <p className="mt-1 text-muted">{text}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}
