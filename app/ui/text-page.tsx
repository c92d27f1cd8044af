import type { ReactNode } from 'react'

/** A page of running text. */
export function TextPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <article className="grid max-w-prose gap-4 leading-relaxed [&_h2]:mt-4 [&_h2]:text-heading">
      <h1 className="text-title text-balance">{title}</h1>
      {children}
    </article>
  )
}
