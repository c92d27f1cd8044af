import { ThemeSwitch } from '@/app/theme/theme-switch'
import { env } from '@/utils/env'
import { readTheme } from '@/utils/theme'
import { type Backend, describeBackend } from './backend'
import './dev-bar.css'
import { Disclosure } from './disclosure'
import { newestEmail } from './newest-email'
import { SignInAs } from './sign-in-as'

const DOCS = [
  { href: 'https://supabase.com/docs/guides/auth', text: 'Supabase Auth' },
  { href: 'https://nextjs.org/docs/app', text: 'Next.js' },
  { href: '/api/openapi.json', text: 'API description' },
]

/** The development bar. app/layout.tsx loads it in development only, so that no build contains it. */
export async function DevBar() {
  const { supabaseServerUrl } = env()
  const backend = describeBackend(supabaseServerUrl, process.env)
  return (
    <aside className="dev-bar" aria-label="Development tools">
      <Disclosure
        summary={
          <>
            <strong>Development</strong> {backend.label}
          </>
        }
      >
        <dl>
          <dt>Newest email</dt>
          <dd>
            <NewestEmail backend={backend} />
          </dd>
          <dt>Sign in as</dt>
          <dd>{backend.local ? <SignInAs /> : 'Example users exist only in a local Supabase.'}</dd>
          <dt>Theme</dt>
          <dd>
            <ThemeSwitch theme={await readTheme()} />
          </dd>
          <dt>Docs</dt>
          <dd>
            {DOCS.map(({ href, text }) => (
              <a key={href} href={href}>
                {text}
              </a>
            ))}
            <span>
              and <code>docs/</code> in the project
            </span>
          </dd>
        </dl>
      </Disclosure>
    </aside>
  )
}

async function NewestEmail({ backend: { mailboxUrl } }: { backend: Backend }) {
  if (!mailboxUrl) return 'A hosted project sends real emails.'
  const { siteUrl, supabaseUrl } = env()
  const origins = [siteUrl, new URL(supabaseUrl).origin]
  const found = await newestEmail(mailboxUrl, origins).catch(() => undefined)
  return (
    <>
      <a href={mailboxUrl}>Open mailbox</a>
      {found === undefined && <span>The mailbox doesn’t respond at {mailboxUrl}.</span>}
      {found === null && <span>No emails yet.</span>}
      {found && (
        <>
          <span>
            {found.subject}, to {found.to}
          </span>
          {found.code && (
            <span>
              Code <code>{found.code}</code>
            </span>
          )}
          {found.link && <a href={found.link}>Open link</a>}
        </>
      )}
    </>
  )
}
