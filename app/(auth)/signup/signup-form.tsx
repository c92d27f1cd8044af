'use client'

import Link from 'next/link'
import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Checkbox } from '@/app/ui/checkbox'
import { Field } from '@/app/ui/field'
import { NewPasswordFields } from '@/app/ui/new-password-fields'
import { SubmitButton } from '@/app/ui/submit-button'
import { signup } from './actions'

type SignupFormProps = { redirectedFrom?: string | undefined; siteKey: string | undefined }

export function SignupForm({ redirectedFrom, siteKey }: SignupFormProps) {
  return (
    <ActionForm action={signup} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field name="name" label="Name" autoComplete="name" required maxLength={100} state={state} />
          <Field name="email" label="Email" type="email" autoComplete="username" required state={state} />
          <NewPasswordFields label="Password" state={state} />
          <Checkbox name="terms" required state={state}>
            I agree to the{' '}
            <Link prefetch={false} href="/terms" className="link">
              terms
            </Link>{' '}
            and have read the{' '}
            <Link prefetch={false} href="/privacy" className="link">
              privacy notice
            </Link>
            .
          </Checkbox>
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Creating your account…">
            Create account
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
