import type { ComponentProps, ReactNode } from 'react'
import type { FormState } from '@/utils/forms/form-state'

type FieldProps = Omit<ComponentProps<'input'>, 'name' | 'id'> & {
  name: string
  label: string
  hint?: ReactNode
  /** Stands inside the input's right end. */
  beside?: ReactNode
  state: FormState
}

/** A labelled input with its hint and, after it was refused, its error. Keeps what was typed; a password never comes back. */
export function Field({ name, label, hint, beside, state, ...input }: FieldProps) {
  const error = state.errors?.[name]
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ')
  return (
    <div className="grid gap-1.5">
      <label htmlFor={name} className="text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={name}
          name={name}
          defaultValue={state.values?.[name]}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          className={`min-h-11 w-full rounded-control border border-edge bg-surface px-3 py-2 aria-invalid:border-danger ${beside === undefined ? '' : 'pr-18'}`}
          {...input}
        />
        {beside}
      </div>
      {hint && (
        <p id={`${name}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      <FieldError name={name} error={error} />
    </div>
  )
}

/** The error of the field called `name`; the field points to it with aria-describedby. */
export function FieldError({ name, error }: { name: string; error: string | undefined }) {
  if (!error) return null
  return (
    <p id={`${name}-error`} className="text-sm font-medium text-danger">
      {error}
    </p>
  )
}
