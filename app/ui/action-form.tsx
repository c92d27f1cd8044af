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
  /** The redirect target, unchecked: the action checks it. */
  redirectedFrom?: string | undefined
  children: (state: FormState, pending: boolean) => ReactNode
}

const EMPTY: FormState = {}

/**
 * A form around a Server Action. It works before and without JavaScript; it is sent once at a time. The result is announced and
 * takes the focus: errors above the fields, success beside the button at the end, where it moves nothing.
 */
export function ActionForm({ action, redirectedFrom, children }: ActionFormProps) {
  const [state, dispatch, pending] = useActionState(answered(action), EMPTY)
  const id = `${useId()}-`
  const news = useRef<HTMLDivElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const sent = useRef<FormData>(null)

  useLayoutEffect(() => {
    if (state === EMPTY) return
    news.current?.focus()
    if (state.success && !state.values) form.current?.reset()
    for (const input of form.current?.querySelectorAll<HTMLInputElement>('input[name^=password]') ?? []) {
      if (input.value === sent.current?.get(input.name)) input.value = ''
    }
  }, [state])

  // Not by the action attribute alone: React would empty the form some time after the answer has been shown.
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
        <Alert kind="error" ref={news} autoFocus>
          <p className="font-medium">{state.message}</p>
          {state.errors && <ErrorList formId={id} errors={state.errors} />}
        </Alert>
      )}
      <form ref={form} action={dispatch} onSubmit={send} noValidate>
        {redirectedFrom && <input type="hidden" name="redirectedFrom" value={redirectedFrom} />}
        <FormId value={id}>{children(state, pending)}</FormId>
      </form>
      {state.success && (
        <Alert kind="success" ref={news} autoFocus>
          {state.success}
        </Alert>
      )}
    </div>
  )
}

/**
 * In the browser, an answer that never came is an answer too: the form stays, with what was typed. On the server it is the
 * action itself, which the form without JavaScript is sent to.
 */
function answered(action: FormAction): FormAction {
  if (typeof window === 'undefined') return action
  return async (previous, form) => {
    try {
      return await action(previous, form)
    } catch (error) {
      unstable_rethrow(error)
      return { message: 'This could not be sent. Check your connection and try again in a moment.' }
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
