import { FieldFrame, type FieldProps } from './field-frame'

type SelectProps = FieldProps & { options: readonly string[]; defaultValue?: string }

/** A labeled select. It keeps its value after a submission. */
export function Select({ options, defaultValue = options[0], ...field }: SelectProps) {
  return (
    <FieldFrame {...field}>
      {(control) => (
        <select
          // React does not update a select when its default changes.
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
