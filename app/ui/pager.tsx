import Link from 'next/link'

type PagerProps = {
  label: string
  /** The paths of the available pages. */
  first?: string | undefined
  next?: string | undefined
  firstText?: string
  nextText?: string
}

/** The links of a list paged by key. Nothing if there is only one page. */
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
