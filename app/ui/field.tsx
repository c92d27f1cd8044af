import type { ComponentProps, ReactNode } from 'react'
import { FieldFrame, type FieldProps } from './field-frame'

type InputProps = Omit<ComponentProps<'input'>, keyof FieldProps | 'id'> &
  FieldProps & {
    /** Shown inside the input, at its right end. */
    beside?: ReactNode
  }

/** A labeled input. It keeps its value after a submission, except a password. */
export function Field({ name, label, hint, state, beside, defaultValue, ...input }: InputProps) {
  return (
    <FieldFrame name={name} label={label} hint={hint} state={state}>
      {(control) => (
        <div className="relative">
          <input
            className={`input ${beside === undefined ? '' : 'pr-18'}`}
            defaultValue={state.values?.[name] ?? defaultValue}
            {...control}
            {...input}
          />
          {beside}
        </div>
      )}
    </FieldFrame>
  )
}
