'use client'

import { ActionForm } from '@/app/ui/action-form'
import { removeMethod } from './actions'

export type Method = { id: string; name: string; account: string; since: string }

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/** The identities of an account; each but the last can go where the project allows it. */
export function MethodList({ methods, removable }: { methods: Method[]; removable: boolean }) {
  return (
    <ActionForm action={removeMethod}>
      {(_, pending) => (
        <ul aria-label="Your sign-in methods" className="grid gap-3">
          {methods.map(({ id, name, account, since }) => (
            <li
              key={id}
              className="flex flex-wrap items-center justify-between gap-3 rounded-card border border-line bg-surface p-4"
            >
              <div className="min-w-0">
                <p className="font-medium">{name}</p>
                <p className="text-sm break-words text-muted">
                  {account}, since <time dateTime={since}>{DAY.format(new Date(since))}</time>
                </p>
              </div>
              {removable && (
                <details className="question open:w-full">
                  <summary className="button button-quiet">
                    Remove<span className="sr-only"> {name}</span>
                  </summary>
                  <p className="my-3">
                    {name} will not lead into your account any more, and you sign in another way.
                  </p>
                  <button
                    type="submit"
                    name="identity"
                    value={id}
                    aria-disabled={pending}
                    className="button button-danger"
                  >
                    Yes, remove {name}
                  </button>
                </details>
              )}
            </li>
          ))}
        </ul>
      )}
    </ActionForm>
  )
}
