'use client'

import type { ReactNode } from 'react'
import { ActionForm } from '@/app/ui/action-form'
import { Disclosure } from '@/app/ui/disclosure'
import { ListCard } from '@/app/ui/list-card'
import { removeMethod } from './actions'

export type Method = { id: string; name: string; summary: ReactNode }

/** The identities of an account. Each but the last can be removed where the project allows it. */
export function MethodList({ methods, removable }: { methods: Method[]; removable: boolean }) {
  return (
    <ActionForm action={removeMethod}>
      {(_, pending) => (
        <ListCard aria-label="Your sign-in methods">
          {methods.map(({ id, name, summary }) => (
            <li key={id}>
              {summary}
              {removable && (
                <Disclosure
                  summary={
                    <>
                      Remove<span className="sr-only"> {name}</span>
                    </>
                  }
                >
                  <p>You won’t be able to sign in with {name} anymore.</p>
                  <button
                    type="submit"
                    name="identity"
                    value={id}
                    aria-disabled={pending}
                    className="button button-danger"
                  >
                    Yes, remove {name}
                  </button>
                </Disclosure>
              )}
            </li>
          ))}
        </ListCard>
      )}
    </ActionForm>
  )
}
