import type { ReactNode } from 'react'
import type { FormState } from '@/utils/forms/form-state'
import { FieldError } from './field-frame'
import { useFieldId } from './form-id'

type CheckboxProps = { name: string; children: ReactNode; state: FormState; required?: boolean }

/** A checkbox with its label next to it and its error below. */
export function Checkbox({ name, children, state, required }: CheckboxProps) {
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
          defaultChecked={state.values?.[name] === 'on'}
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
