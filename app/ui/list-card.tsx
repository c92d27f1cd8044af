import type { ComponentProps } from 'react'

/** A list whose entries share one surface. */
export function ListCard({ children, ...list }: Omit<ComponentProps<'ul'>, 'className'>) {
  return (
    <ul
      className="list-card divide-y divide-line rounded-card border border-line bg-surface shadow-xs *:flex *:flex-wrap *:items-center *:gap-x-4 *:gap-y-3 *:px-card *:py-4"
      {...list}
    >
      {children}
    </ul>
  )
}
