import type { ComponentProps } from 'react'
import { FieldFrame, type FieldProps } from './field-frame'

type TextAreaProps = Omit<ComponentProps<'textarea'>, keyof FieldProps | 'id'> & FieldProps

/** A labeled multi-line field. It keeps its value after a submission. */
export function TextArea({ name, label, hint, state, defaultValue, ...textarea }: TextAreaProps) {
  return (
    <FieldFrame name={name} label={label} hint={hint} state={state}>
      {(control) => (
        <textarea
          rows={4}
          dir="auto"
          defaultValue={state.values?.[name] ?? defaultValue}
          className="input field-sizing-content max-h-96 min-h-28"
          {...control}
          {...textarea}
        />
      )}
    </FieldFrame>
  )
}
