import type { ReactNode } from 'react'
import type { FormState } from '@/utils/forms/form-state'
import { useFieldId } from './form-id'

export type FieldProps = {
  name: string
  label: string
  hint?: ReactNode
  state: FormState
}

/** The attributes that connect a control with its label, hint, and error. */
type ControlProps = {
  id: string
  name: string
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}

type FieldFrameProps = FieldProps & { children: (control: ControlProps) => ReactNode }

/** A label, a control, its hint, and its error. */
export function FieldFrame({ name, label, hint, state, children }: FieldFrameProps) {
  const id = useFieldId(name)
  const error = state.errors?.[name]
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        name,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': described || undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      <FieldError id={id} error={error} />
    </div>
  )
}

/** The error of the field with this id; the field points to it with aria-describedby. */
export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  if (!error) return null
  return (
    <p id={`${id}-error`} className="text-sm font-medium text-danger">
      {error}
    </p>
  )
}
