import { FieldFrame, type FieldProps } from './field-frame'

type SelectProps = FieldProps & { options: readonly string[]; defaultValue?: string }

/** A labelled choice of one among several. It keeps what was chosen. */
export function Select({ options, defaultValue = options[0], ...field }: SelectProps) {
  return (
    <FieldFrame {...field}>
      {(control) => (
        <select
          // React leaves a select as it is when its default changes; without JavaScript there is nothing to change.
          defaultValue={field.state.values?.[field.name] ?? defaultValue}
          className="input"
          {...control}
        >
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      )}
    </FieldFrame>
  )
}
