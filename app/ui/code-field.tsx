import type { FormState } from '@/utils/forms/form-state'
import { Field } from './field'

type CodeFieldProps = {
  name: 'code' | 'verificationCode'
  /** Where the code comes from. */
  hint: string
  state: FormState
}

/** Takes the six digits of an email or of an authenticator app. The schema ignores spaces between them. */
export function CodeField(props: CodeFieldProps) {
  return (
    <Field
      label="6-digit code"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={12}
      required
      {...props}
    />
  )
}
