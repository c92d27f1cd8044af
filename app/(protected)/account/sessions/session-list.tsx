'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import type { ActiveSession } from '@/utils/auth/sessions/list-sessions'
import { endAllSessions, endOneSession, endOtherSessions } from './actions'

/** The sessions with what can be done about them. The one that is looking is signed out by its own button below. */
export function SessionList({ sessions }: { sessions: ActiveSession[] }) {
  return (
    <>
      <ActionForm action={endOneSession}>
        {(_, pending) => (
          <ul aria-label="Your sessions" className="grid gap-3">
            {sessions.map((session) => (
              <li
                key={session.id}
                className="flex flex-wrap items-center justify-between gap-3 rounded-card border border-line bg-surface p-4"
              >
                <Details session={session} />
                {!session.isCurrent && (
                  <button
                    type="submit"
                    name="session"
                    value={session.id}
                    aria-disabled={pending}
                    className="button button-quiet"
                  >
                    End<span className="sr-only"> the session of {session.device}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </ActionForm>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <ActionForm action={endOtherSessions}>
          {(_, pending) => (
            <SubmitButton pending={pending} pendingText="Ending…" quiet>
              End all others
            </SubmitButton>
          )}
        </ActionForm>
        <details className="question">
          <summary className="button button-quiet w-full">End all, this one too</summary>
          <div className="mt-3 grid gap-3">
            <p>You are signed out everywhere, here as well, and have to sign in again.</p>
            <ActionForm action={endAllSessions}>
              {(_, pending) => (
                <SubmitButton pending={pending} pendingText="Ending…" danger>
                  Yes, end all
                </SubmitButton>
              )}
            </ActionForm>
          </div>
        </details>
      </div>
    </>
  )
}

function Details({ session }: { session: ActiveSession }) {
  const { device, address, begun, lastActive, isCurrent } = session
  return (
    <div className="min-w-0">
      <p className="font-medium">
        {device}
        {isCurrent && <span className="ml-2 text-sm text-accent">This browser</span>}
      </p>
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-sm text-muted">
        {address && <Fact name="Address" value={address} />}
        <Fact name="Began" value={<Time at={begun} />} />
        <Fact name="Last active" value={<Time at={lastActive} />} />
      </dl>
    </div>
  )
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="break-words">{value}</dd>
    </>
  )
}

const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

/** In UTC, and it says so: the server does not know where its reader is. */
function Time({ at }: { at: string }) {
  return <time dateTime={at}>{FORMAT.format(new Date(at))} UTC</time>
}
