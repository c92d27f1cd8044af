'use client'

import { type ComponentProps, useEffect, useState } from 'react'
import { Field } from './field'
import { useFieldId } from './form-id'

type PasswordFieldProps = Omit<ComponentProps<typeof Field>, 'type' | 'name'> & {
  /** Begins with `password`: what such a field held never comes back from the server. */
  name: `password${string}`
}

/** A field for a password, which can be looked at while it is typed. Hidden again before it is sent. */
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
