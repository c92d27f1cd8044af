'use client'

import { useActionState } from 'react'
import { login } from '@/app/(auth)/login/actions'
import type { FormState } from '@/utils/forms/form-state'
import { EXAMPLE_PASSWORD, EXAMPLE_USERS } from './example-users'

const EMPTY: FormState = {}

/** Signs in as an example user with one click, by the same action and password check as the sign-in page. */
export function SignInAs() {
  const [state, dispatch, pending] = useActionState(login, EMPTY)
  return (
    <form action={dispatch} className="dev-bar-users">
      <input type="hidden" name="password" value={EXAMPLE_PASSWORD} />
      {EXAMPLE_USERS.map(({ role, email }) => (
        <button key={email} type="submit" name="email" value={email} aria-disabled={pending}>
          {role}
        </button>
      ))}
      {state.message && <p role="alert">{state.message}</p>}
    </form>
  )
}
