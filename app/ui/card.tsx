'use client'

import type { ReactNode } from 'react'

type CardProps = {
  title: string
  lead?: ReactNode
  /** Shown above the heading, which is then centered. */
  mark?: ReactNode
  children?: ReactNode
  footer?: ReactNode
}

/**
 * A surface for the main task of a page. A Client Component, because every page's payload contains the cards of not-found.tsx and
 * forbidden.tsx, each twice.
 */
export function Card({ title, lead, mark, children, footer }: CardProps) {
  return (
    <div className="mx-auto w-full max-w-form">
      <div className="rounded-card border border-line bg-surface p-5 shadow-xs sm:p-8">
        <div className={mark ? 'grid justify-items-center text-center' : undefined}>
          {mark && <div className="mb-4">{mark}</div>}
          <h1 className="text-title text-balance">{title}</h1>
          {lead && <p className="mt-2 text-pretty text-muted">{lead}</p>}
        </div>
        {children && <div className="mt-6 grid gap-5">{children}</div>}
      </div>
      {footer && <p className="mt-6 text-center text-sm text-muted">{footer}</p>}
    </div>
  )
}
