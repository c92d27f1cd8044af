'use client'

import { useRef, useState } from 'react'
import { SITE_NAME } from '@/app/site'
import { normalizePassword } from '@/utils/auth/passwords/normalize-password'
import { CHECKED_ON_SUBMIT, HARD_TO_GUESS, PASSWORD_RULES } from '@/utils/auth/passwords/password-policy'
import type { FormState } from '@/utils/forms/form-state'
import { PasswordField } from './password-field'

type NewPasswordFieldsProps = { state: FormState; label: string }

type IsGuessable = (password: string, ownWords: string[]) => boolean

/**
 * A new password and its repetition, with the rules and whether each is met. The form's fields `email` and `name` may not be part of
 * the password.
 */
export function NewPasswordFields({ state, label }: NewPasswordFieldsProps) {
  const [typed, setTyped] = useState<{ password: string; ownWords: string[] } | null>(null)
  const [isGuessable, setIsGuessable] = useState<IsGuessable | null>(null)
  const isLoading = useRef(false)

  function read(input: HTMLInputElement) {
    const textOf = (field: string) => {
      const element = input.form?.elements.namedItem(field)
      return element instanceof HTMLInputElement ? element.value : ''
    }
    const ownWords = [textOf('email'), textOf('name'), SITE_NAME]
    setTyped(input.value ? { password: normalizePassword(input.value), ownWords } : null)

    if (isLoading.current) return
    isLoading.current = true
    import('@/utils/auth/passwords/password-strength').then(
      (strength) => setIsGuessable(() => strength.isGuessable),
      // The server checks it anyway; the next keystroke loads it again.
      () => (isLoading.current = false),
    )
  }

  return (
    <>
      <PasswordField
        name="password"
        label={label}
        autoComplete="new-password"
        onInput={(event) => read(event.currentTarget)}
        required
        state={state}
        hint={
          <>
            {PASSWORD_RULES.map(({ text, isMet, isHiddenIfMet }) => {
              const isTypedMet = typed && isMet(typed.password, typed.ownWords)
              return (
                (!isHiddenIfMet || isTypedMet === false) && <Rule key={text} text={text} isMet={isTypedMet} />
              )
            })}
            <Rule
              text={HARD_TO_GUESS.text}
              isMet={typed && isGuessable && !isGuessable(typed.password, typed.ownWords)}
            />
            <Rule text={CHECKED_ON_SUBMIT} isMet={null} />
          </>
        }
      />
      <PasswordField
        name="passwordRepeat"
        label="Confirm password"
        autoComplete="new-password"
        required
        state={state}
      />
    </>
  )
}

/** A check mark, a cross, a dot. */
const MARKS = { met: 'm5 13 4 4L19 7', broken: 'M6 6l12 12M18 6 6 18', open: 'M12 12h.01' }

const COLORS = { met: 'text-accent', broken: 'text-danger', open: '' }

function Rule({ text, isMet }: { text: string; isMet: boolean | null }) {
  const now = isMet === null ? 'open' : isMet ? 'met' : 'broken'
  return (
    <span className="flex gap-2" data-rule={now}>
      <svg
        viewBox="0 0 24 24"
        aria-hidden="true"
        className={`mt-0.75 size-3.5 shrink-0 fill-none stroke-current stroke-3 ${COLORS[now]}`}
      >
        <path d={MARKS[now]} strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <span>
        {text}
        {now !== 'open' && <span className="sr-only">: {now === 'met' ? 'yes' : 'not yet'}</span>}.
      </span>
    </span>
  )
}
