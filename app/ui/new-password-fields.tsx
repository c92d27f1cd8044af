'use client'

import { useState } from 'react'
import { SITE_NAME } from '@/app/site'
import type { FormState } from '@/utils/auth/form-state'
import { CHECKED_ON_SENDING, PASSWORD_RULES } from '@/utils/auth/password-policy'
import { PasswordField } from './password-field'

type NewPasswordFieldsProps = {
  state: FormState
  label: string
  /** The owner's address, where it is known; else it is read from the form's own field as it stands. */
  email?: string
}

/** A new password and its repetition, with the rules in sight, and each of them ticked while it is kept. */
export function NewPasswordFields({ state, label, email }: NewPasswordFieldsProps) {
  const [typed, setTyped] = useState<{ password: string; ownWords: string[] } | null>(null)

  function read(input: HTMLInputElement) {
    const field = input.form?.elements.namedItem('email')
    const address = email ?? (field instanceof HTMLInputElement ? field.value : '')
    setTyped(input.value ? { password: input.value, ownWords: [address, SITE_NAME] } : null)
  }

  return (
    <>
      <PasswordField
        name="password"
        label={label}
        autoComplete="new-password"
        onInput={(event) => read(event.currentTarget)}
        required
        state={state}
        hint={
          <>
            {PASSWORD_RULES.map(({ asks, kept }) => (
              <Rule key={asks} text={asks} kept={typed && kept(typed.password, typed.ownWords)} />
            ))}
            <Rule text={CHECKED_ON_SENDING} kept={null} />
          </>
        }
      />
      <PasswordField
        name="passwordRepeat"
        label="Repeat the password"
        autoComplete="new-password"
        required
        state={state}
      />
    </>
  )
}

const MARKS = { kept: '✓', broken: '✗', open: '·' }

function Rule({ text, kept }: { text: string; kept: boolean | null }) {
  const now = kept === null ? 'open' : kept ? 'kept' : 'broken'
  return (
    <span className="flex gap-2" data-rule={now}>
      <span
        aria-hidden="true"
        className={`w-3 shrink-0 text-center ${now === 'broken' ? 'text-danger' : ''}`}
      >
        {MARKS[now]}
      </span>
      <span>
        {text}
        {now !== 'open' && <span className="sr-only">: {now === 'kept' ? 'yes' : 'not yet'}</span>}.
      </span>
    </span>
  )
}
