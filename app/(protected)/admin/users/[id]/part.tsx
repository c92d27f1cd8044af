import type { ReactNode } from 'react'

/** One matter of a page that has several. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-5 rounded-card border border-line bg-surface p-6">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  )
}
