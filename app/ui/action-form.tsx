'use client'

import { unstable_rethrow } from 'next/navigation'
import {
  type FormEvent,
  type ReactNode,
  startTransition,
  useActionState,
  useId,
  useLayoutEffect,
  useRef,
} from 'react'
import type { FormAction, FormState } from '@/utils/forms/form-state'
import { Alert } from './alert'
import { FormId } from './form-id'

type ActionFormProps = {
  action: FormAction
  /** The redirect target, unchecked: the action validates it. */
  redirectedFrom?: string | undefined
  children: (state: FormState, pending: boolean) => ReactNode
}

const EMPTY: FormState = {}

/**
 * A form around a Server Action. It works without JavaScript and cannot be submitted twice at once. The result is announced and
 * focused: errors above the fields, success next to the button, where it shifts nothing.
 */
export function ActionForm({ action, redirectedFrom, children }: ActionFormProps) {
  const [state, dispatch, pending] = useActionState(withErrorState(action), EMPTY)
  const id = `${useId()}-`
  const alert = useRef<HTMLDivElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const sent = useRef<FormData>(null)

  useLayoutEffect(() => {
    if (state === EMPTY) return
    alert.current?.focus()
    if (state.success && !state.values) form.current?.reset()
    for (const input of form.current?.querySelectorAll<HTMLInputElement>('input[name^=password]') ?? []) {
      if (input.value === sent.current?.get(input.name)) input.value = ''
    }
  }, [state])

  // Not only with the action attribute: React would reset the form after the response is shown.
  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    const { submitter } = event.nativeEvent as SubmitEvent
    const fields = new FormData(event.currentTarget, submitter)
    sent.current = fields
    startTransition(() => dispatch(fields))
  }

  return (
    <div className="action-form">
      {state.message && (
        <Alert kind="error" ref={alert} autoFocus>
          <p className="font-medium">{state.message}</p>
          {state.errors && <ErrorList formId={id} errors={state.errors} />}
        </Alert>
      )}
      <form ref={form} action={dispatch} onSubmit={send} noValidate>
        {redirectedFrom && <input type="hidden" name="redirectedFrom" value={redirectedFrom} />}
        <FormId value={id}>{children(state, pending)}</FormId>
      </form>
      {state.success && (
        <Alert kind="success" ref={alert} autoFocus>
          {state.success}
        </Alert>
      )}
    </div>
  )
}

/**
 * In the browser, a missing response becomes an error state, so that the form keeps its input. On the server, the action itself,
 * to which the form is submitted without JavaScript.
 */
function withErrorState(action: FormAction): FormAction {
  if (typeof window === 'undefined') return action
  return async (previous, form) => {
    try {
      return await action(previous, form)
    } catch (error) {
      unstable_rethrow(error)
      return { message: 'We couldn’t reach the server. Check your connection, then try again.' }
    }
  }
}

function ErrorList({ formId, errors }: { formId: string; errors: Record<string, string> }) {
  return (
    <ul className="mt-1 list-disc pl-5">
      {Object.entries(errors).map(([name, error]) => (
        <li key={name}>
          <a
            href={`#${formId}${name}`}
            className="underline underline-offset-4 pointer-coarse:inline-flex pointer-coarse:min-h-11 pointer-coarse:items-center"
          >
            {error}
          </a>
        </li>
      ))}
    </ul>
  )
}
