'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { SubmitButton } from '@/app/ui/submit-button'
import { secureAccount } from './actions'

export function SecureAccountForm({ siteKey }: { siteKey: string | undefined }) {
  return (
    <ActionForm action={secureAccount}>
      {(state, pending) => (
        <>
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Signing out everywhere…">
            Sign out everywhere and reset password
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
