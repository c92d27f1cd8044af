'use client'

import type { ReactNode } from 'react'
import { ActionForm } from '@/app/ui/action-form'
import { ListCard } from '@/app/ui/list-card'
import { revokeTrustedDevice } from './actions'

type ListedDevice = { id: string; device: string; summary: ReactNode }

/** The devices on which the user is not asked for the second factor. The trust in each can be ended here. */
export function TrustedDevices({ devices }: { devices: ListedDevice[] }) {
  return (
    <section className="grid gap-4">
      <div>
        <h2 className="text-heading">Trusted devices</h2>
        <p className="mt-1 text-sm text-pretty text-muted">
          Signing in on these devices doesn’t ask for a verification code. Stop trusting any that you don’t
          use.
        </p>
      </div>
      <ActionForm action={revokeTrustedDevice}>
        {(_, pending) =>
          devices.length > 0 && (
            <ListCard aria-label="Your trusted devices">
              {devices.map(({ id, device, summary }) => (
                <li key={id}>
                  {summary}
                  <button
                    type="submit"
                    name="device"
                    value={id}
                    aria-disabled={pending}
                    className="button button-quiet max-sm:ml-14"
                  >
                    Stop trusting<span className="sr-only"> {device}</span>
                  </button>
                </li>
              ))}
            </ListCard>
          )
        }
      </ActionForm>
    </section>
  )
}
