import Link from 'next/link'
import type { ReactNode } from 'react'
import { currentPermissions } from '@/utils/auth/permissions/current-permissions'
import { SECTIONS, type Section, sectionPath } from '@/utils/community/sections'
import { SECTION_TEXTS } from './section-texts'

/** The community's pages: their links stand at the side of wide screens and at the bottom of small ones. */
export async function CommunityFrame({ section, children }: { section: Section; children: ReactNode }) {
  const permissions = await currentPermissions()
  return (
    <div className="mx-auto grid max-w-5xl gap-10 md:grid-cols-[11rem_minmax(0,1fr)]">
      <nav
        aria-label="Community"
        className="bottom-bar fixed inset-x-0 bottom-0 z-10 border-t border-line bg-surface md:sticky md:top-6 md:self-start md:border-0 md:bg-transparent"
      >
        <ul className="flex md:grid md:gap-1">
          {SECTIONS.map((name) => (
            <li key={name} className="flex-auto">
              <Link
                prefetch={false}
                href={sectionPath(name)}
                aria-current={name === section ? 'page' : undefined}
                className="flex min-h-14 items-center justify-center px-1 text-sm text-muted hover:text-ink aria-[current=page]:font-semibold aria-[current=page]:text-accent md:min-h-11 md:justify-start md:rounded-control md:px-3 md:text-base md:aria-[current=page]:bg-surface"
              >
                {SECTION_TEXTS[name].title}
              </Link>
            </li>
          ))}
          {permissions?.has('users.manage') && (
            <li className="flex-auto">
              <Link
                prefetch={false}
                href="/admin"
                className="flex min-h-14 items-center justify-center px-1 text-sm text-muted hover:text-ink md:min-h-11 md:justify-start md:px-3 md:text-base"
              >
                Admin
              </Link>
            </li>
          )}
        </ul>
      </nav>
      <div className="min-w-0">{children}</div>
    </div>
  )
}
