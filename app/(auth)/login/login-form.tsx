'use client'

import type { ReactNode } from 'react'
import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Field } from '@/app/ui/field'
import { PasswordField } from '@/app/ui/password-field'
import { SubmitButton } from '@/app/ui/submit-button'
import { login } from './actions'

type LoginFormProps = {
  redirectedFrom?: string | undefined
  siteKey: string | undefined
  /** Shown at the end of the password's label. */
  children: ReactNode
}

export function LoginForm({ redirectedFrom, siteKey, children }: LoginFormProps) {
  return (
    <ActionForm action={login} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field
            name="email"
            label="Email"
            type="email"
            autoComplete="username webauthn"
            required
            state={state}
          />
          <div className="relative">
            <PasswordField
              name="password"
              label="Password"
              autoComplete="current-password"
              required
              state={state}
            />
            {children}
          </div>
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Signing in…">
            Sign in
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
