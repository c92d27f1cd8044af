'use client'

import { useState } from 'react'
import { loginPath } from '@/utils/auth/routes'
import { type Draft, type DraftField, writeDraft } from './draft'

/** Shows the unsent text of a user who was signed out, with a link back to its form. */
export function DraftCard({ unsent, signedIn }: { unsent: Draft; signedIn: boolean }) {
  const [fields, setFields] = useState(unsent.fields)

  function keep(changed: DraftField, value: string) {
    const next = fields.map((field) => (field === changed ? { ...field, value } : field))
    setFields(next)
    writeDraft({ ...unsent, fields: next })
  }

  return (
    <section aria-labelledby="unsent-text" className="page-width pt-6 sm:pt-12">
      <div className="mx-auto grid max-w-form gap-4 rounded-card border border-line bg-surface p-card shadow-xs">
        <div role="status" className="grid gap-1">
          <h2 id="unsent-text" className="text-heading">
            {signedIn ? 'You have unsaved text' : 'You have been signed out'}
          </h2>
          <p className="text-sm text-muted">
            {signedIn
              ? 'Go back to its form to save it.'
              : 'Sign in again to save what you wrote. It stays in this tab.'}
          </p>
        </div>
        {fields.map((field) => (
          <label key={`${field.name} ${field.at}`} className="grid gap-1.5 text-sm font-medium">
            {field.label}
            <textarea
              rows={3}
              dir="auto"
              value={field.value}
              onChange={(event) => keep(field, event.target.value)}
              className="input field-sizing-content max-h-96 text-base font-normal"
            />
          </label>
        ))}
        <a href={signedIn ? unsent.page : loginPath(unsent.page)} className="button button-primary">
          {signedIn ? 'Back to the form' : 'Sign in again'}
        </a>
      </div>
    </section>
  )
}
