'use client'

import { type ComponentProps, useEffect, useState } from 'react'
import { Field } from './field'
import { useFieldId } from './form-id'

type PasswordFieldProps = Omit<ComponentProps<typeof Field>, 'type' | 'name'> & {
  /** Starts with `password`: the server never returns the values of such fields. */
  name: `password${string}`
}

/** A password field with a button to show the password. It is hidden again before submission. */
export function PasswordField({ name, ...field }: PasswordFieldProps) {
  const id = useFieldId(name)
  const [scripted, setScripted] = useState(false)
  const [shown, setShown] = useState(false)

  useEffect(() => {
    setScripted(true)
    const form = document.getElementById(id)?.closest('form')
    const hide = () => setShown(false)
    form?.addEventListener('submit', hide)
    return () => form?.removeEventListener('submit', hide)
  }, [id])

  return (
    <Field
      name={name}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      {...field}
      beside={
        scripted && (
          <button
            type="button"
            aria-controls={id}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 right-0 min-w-16 cursor-pointer rounded-control px-3 text-sm font-medium text-accent hover:text-accent-strong"
          >
            {shown ? 'Hide' : 'Show'}
            <span className="sr-only"> {field.label.toLowerCase()}</span>
          </button>
        )
      }
    />
  )
}
