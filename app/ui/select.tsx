import { FieldFrame, type FieldProps } from './field-frame'

/** `text` is shown for `value`. */
type Option = { value: string; text: string }

type SelectProps = FieldProps & { options: readonly (string | Option)[]; defaultValue?: string }

/** A labeled select. It keeps its value after a submission. */
export function Select({ options, defaultValue, ...field }: SelectProps) {
  const choices = options.map((option) =>
    typeof option === 'string' ? { value: option, text: option } : option,
  )
  const selected = field.state.values?.[field.name] ?? defaultValue ?? choices[0]?.value
  return (
    <FieldFrame {...field}>
      {(control) => (
        <select
          // React does not update a select when its default changes: another default is another element.
          key={selected}
          defaultValue={selected}
          className="input"
          {...control}
        >
          {choices.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  )
}
