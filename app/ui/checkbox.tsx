import type { ReactNode } from 'react'
import type { FormState } from '@/utils/forms/form-state'
import { FieldError } from './field-frame'
import { useFieldId } from './form-id'

type CheckboxProps = {
  name: string
  children: ReactNode
  state: FormState
  required?: boolean
  /** Whether it is checked until the form is submitted. */
  defaultChecked?: boolean
}

/** A checkbox with its label next to it and its error below. It keeps its value after a submission. */
export function Checkbox({ name, children, state, required, defaultChecked }: CheckboxProps) {
  const id = useFieldId(name)
  const error = state.errors?.[name]
  return (
    <div className="grid gap-1.5">
      <div className="flex items-center gap-3">
        <input
          id={id}
          name={name}
          type="checkbox"
          required={required}
          defaultChecked={state.values ? state.values[name] === 'on' : defaultChecked}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          className="size-5 shrink-0 accent-accent"
        />
        <label htmlFor={id} className="py-3 text-sm">
          {children}
        </label>
      </div>
      <FieldError id={id} error={error} />
    </div>
  )
}
