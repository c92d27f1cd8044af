import Link from 'next/link'
import { Notice } from '@/app/ui/notice'
import { Unavailable } from '@/app/ui/unavailable'
import { currentPermissions } from '@/utils/auth/permissions/current-permissions'
import { listEntries } from '@/utils/community/entries'
import { SECTION_PERMISSIONS, type Section, sectionPath } from '@/utils/community/sections'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AddForm } from './add-form'
import { CommunityFrame } from './community-frame'
import { EntryList } from './entry-list'
import { SECTION_TEXTS } from './section-texts'

const NOTICES = new Map([
  ['added', 'It is there for everybody to read.'],
  ['deleted', 'It has been deleted.'],
  ['gone', 'It was gone already.'],
])

type SectionPageProps = { section: Section; searchParams: SearchParams }

/** One section of the community: everybody reads it, and is offered what their role allows. */
export async function SectionPage({ section, searchParams }: SectionPageProps) {
  const { title, lead, add } = SECTION_TEXTS[section]
  const before = await firstParam(searchParams, 'before')
  const asked = await firstParam(searchParams, 'notice')
  const notice = NOTICES.get(asked ?? '')
  const [page, permissions] = await Promise.all([listEntries(section, before), currentPermissions()])
  const needed = SECTION_PERMISSIONS[section]
  return (
    <CommunityFrame section={section}>
      <h1 className="text-3xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-2 text-muted">{lead}</p>
      <div className="mt-8 grid gap-6">
        {notice && <Notice>{notice}</Notice>}
        {asked === 'forbidden' && (
          <Notice kind="error">
            Your role does not allow that, or no longer does. Nothing has been changed.
          </Notice>
        )}
        {/* While nobody can tell, too: what somebody has just sent must not be lost. */}
        {(permissions?.has(needed.create) ?? true) && (
          <section className="grid gap-5 rounded-card border border-line bg-surface p-6">
            <h2 className="text-lg font-semibold">{add}</h2>
            {/* Once something has been added, the form begins anew, empty. */}
            <AddForm key={await firstParam(searchParams, 'sent')} section={section} button={add} />
          </section>
        )}
        {page ? (
          <EntryList
            section={section}
            entries={page.entries}
            mayDelete={({ own }) => permissions?.has(own ? needed.delete : needed.deleteAny) ?? false}
          />
        ) : (
          <Unavailable retry={sectionPath(section)} />
        )}
        <nav aria-label="Pages" className="flex flex-wrap gap-3">
          {before && (
            <Link prefetch={false} href={sectionPath(section)} className="button button-quiet">
              Newest
            </Link>
          )}
          {page?.older && (
            <Link
              prefetch={false}
              href={`${sectionPath(section)}?before=${page.older}`}
              className="button button-quiet"
            >
              Older
            </Link>
          )}
        </nav>
      </div>
    </CommunityFrame>
  )
}
