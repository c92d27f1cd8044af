'use client'

import type { ReactNode } from 'react'
import { ActionForm } from '@/app/ui/action-form'
import { Disclosure } from '@/app/ui/disclosure'
import { ListCard } from '@/app/ui/list-card'
import { removeAuthenticator } from './actions'

type App = { id: string; name: string; isLast: boolean; summary: ReactNode }

/** The authenticator apps of an account. Each can be removed. */
export function AppList({ apps }: { apps: App[] }) {
  return (
    <ActionForm action={removeAuthenticator}>
      {(_, pending) => (
        <ListCard aria-label="Your authenticator apps">
          {apps.map(({ id, name, isLast, summary }) => (
            <li key={id}>
              {summary}
              <Disclosure
                summary={
                  <>
                    Remove<span className="sr-only"> {name}</span>
                  </>
                }
              >
                <p>
                  {isLast
                    ? 'This turns off two-factor authentication, and your recovery codes will no longer work.'
                    : 'Codes from this app will no longer work.'}
                </p>
                <button
                  type="submit"
                  name="factorId"
                  value={id}
                  aria-disabled={pending}
                  className="button button-danger sm:justify-self-start"
                >
                  Yes, remove {name}
                </button>
              </Disclosure>
            </li>
          ))}
        </ListCard>
      )}
    </ActionForm>
  )
}
