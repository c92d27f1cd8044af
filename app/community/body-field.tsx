import { FieldError } from '@/app/ui/field'
import type { FormState } from '@/utils/forms/form-state'

/** The text of an entry, over several lines. Keeps what was typed. */
export function BodyField({ maxLength, state }: { maxLength: number; state: FormState }) {
  const error = state.errors?.body
  return (
    <div className="grid gap-1.5">
      <label htmlFor="body" className="text-sm font-medium">
        Text
      </label>
      <textarea
        id="body"
        name="body"
        rows={3}
        maxLength={maxLength}
        required
        defaultValue={state.values?.body}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? 'body-error' : undefined}
        className="w-full rounded-control border border-edge bg-surface px-3 py-2 aria-invalid:border-danger"
      />
      <FieldError name="body" error={error} />
    </div>
  )
}
