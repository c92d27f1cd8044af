import type { ReactNode } from 'react'

/** A page of running text. */
export function TextPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <article className="mx-auto grid max-w-prose gap-4 leading-relaxed [&_h2]:mt-4 [&_h2]:text-xl [&_h2]:font-semibold">
      <h1 className="text-3xl font-semibold tracking-tight">{title}</h1>
      {children}
    </article>
  )
}
