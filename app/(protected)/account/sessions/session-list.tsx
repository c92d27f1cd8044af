'use client'

import type { ReactNode } from 'react'
import { ActionForm } from '@/app/ui/action-form'
import { ListCard } from '@/app/ui/list-card'
import { endOneSession } from './actions'

type ListedSession = { id: string; device: string; isCurrent: boolean; summary: ReactNode }

/** The sessions of an account. Each but the current one can be ended here; that one is signed out in the account menu. */
export function SessionList({ sessions }: { sessions: ListedSession[] }) {
  return (
    <ActionForm action={endOneSession}>
      {(_, pending) => (
        <ListCard aria-label="Your sessions">
          {sessions.map(({ id, device, isCurrent, summary }) => (
            <li key={id}>
              {summary}
              {!isCurrent && (
                <button
                  type="submit"
                  name="session"
                  value={id}
                  aria-disabled={pending}
                  className="button button-quiet"
                >
                  Sign out<span className="sr-only"> of {device}</span>
                </button>
              )}
            </li>
          ))}
        </ListCard>
      )}
    </ActionForm>
  )
}
