import type { ReactNode } from 'react'
import type { FormState } from '@/utils/forms/form-state'
import { FieldError } from './field'

type CheckboxProps = { name: string; children: ReactNode; state: FormState; required?: boolean }

/** A box to tick, with its label beside it and its error below. */
export function Checkbox({ name, children, state, required }: CheckboxProps) {
  const error = state.errors?.[name]
  return (
    <div className="grid gap-1.5">
      <div className="flex items-center gap-3">
        <input
          id={name}
          name={name}
          type="checkbox"
          required={required}
          defaultChecked={state.values?.[name] === 'on'}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${name}-error` : undefined}
          className="size-5 shrink-0 accent-accent"
        />
        <label htmlFor={name} className="py-3 text-sm">
          {children}
        </label>
      </div>
      <FieldError name={name} error={error} />
    </div>
  )
}
