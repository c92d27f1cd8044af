import Link from 'next/link'

type PagerProps = {
  label: string
  /** Addresses of the pages there are. */
  first?: string | undefined
  next?: string | undefined
  firstText?: string
  nextText?: string
}

/** Leads through a list that is paged by key. Nothing where there is one page only. */
export function Pager({ label, first, next, firstText = 'Newest', nextText = 'Older' }: PagerProps) {
  if (!first && !next) return null
  return (
    <nav aria-label={label} className="flex flex-wrap gap-3">
      {first && (
        <Link prefetch={false} href={first} className="button button-quiet">
          {firstText}
        </Link>
      )}
      {next && (
        <Link prefetch={false} href={next} className="button button-quiet">
          {nextText}
        </Link>
      )}
    </nav>
  )
}
