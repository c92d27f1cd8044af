import type { ComponentProps, ReactNode } from 'react'
import type { FormState } from '@/utils/forms/form-state'
import { FieldError } from './field'

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'name' | 'id'> & {
  name: string
  label: string
  hint?: ReactNode
  state: FormState
}

/** A labelled field for several lines, with its hint and, after it was refused, its error. Keeps what was typed. */
export function TextArea({ name, label, hint, state, defaultValue, ...textarea }: TextAreaProps) {
  const error = state.errors?.[name]
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ')
  return (
    <div className="grid gap-1.5">
      <label htmlFor={name} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        id={name}
        name={name}
        rows={4}
        dir="auto"
        defaultValue={state.values?.[name] ?? defaultValue}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className="field-sizing-content max-h-96 min-h-28 w-full rounded-control border border-edge bg-surface px-3 py-2 aria-invalid:border-danger"
        {...textarea}
      />
      {hint && (
        <p id={`${name}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      <FieldError name={name} error={error} />
    </div>
  )
}
