'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Disclosure } from '@/app/ui/disclosure'
import { Section } from '@/app/ui/section'
import { SubmitButton } from '@/app/ui/submit-button'
import { endAllSessions, endOtherSessions } from './actions'

/** Ends many sessions at once: all others, or all. */
export function EndSessions({ hasOthers }: { hasOthers: boolean }) {
  return (
    <Section
      title="Sign out everywhere"
      lead="If you think someone else has access to your account, sign out and change your password."
      danger
    >
      <ActionForm action={endOtherSessions}>
        {(_, pending) =>
          hasOthers ? (
            <SubmitButton pending={pending} pendingText="Signing out…" quiet>
              Sign out of all other sessions
            </SubmitButton>
          ) : (
            <p className="text-sm text-muted">You have no other sessions.</p>
          )
        }
      </ActionForm>
      <Disclosure summary="Sign out everywhere…" className="button-danger max-sm:w-full">
        <p>You’ll be signed out on every device, including this one.</p>
        <ActionForm action={endAllSessions}>
          {(_, pending) => (
            <SubmitButton pending={pending} pendingText="Signing out…" danger>
              Sign out everywhere
            </SubmitButton>
          )}
        </ActionForm>
      </Disclosure>
    </Section>
  )
}
