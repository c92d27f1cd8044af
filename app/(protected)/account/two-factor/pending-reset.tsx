'use client'

import type { ReactNode } from 'react'
import { ActionForm } from '@/app/ui/action-form'
import { Section } from '@/app/ui/section'
import { SubmitButton } from '@/app/ui/submit-button'
import { cancelFactorReset } from './actions'

/** The reset that an administrator has requested, with the button that cancels it. */
export function PendingReset({ dueAt }: { dueAt: ReactNode }) {
  return (
    <Section
      title="A reset is pending"
      lead={
        <>
          An admin requested to turn off two-factor authentication for your account. The reset takes effect on{' '}
          {dueAt}.
        </>
      }
      danger
    >
      <p>If you didn’t ask for this, or have found your phone, cancel the reset.</p>
      <ActionForm action={cancelFactorReset}>
        {(_, pending) => (
          <SubmitButton pending={pending} pendingText="Canceling…">
            Cancel the reset
          </SubmitButton>
        )}
      </ActionForm>
    </Section>
  )
}
