import { randomUUID } from 'node:crypto'
import { EmptyState } from '@/app/ui/empty-state'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Pager } from '@/app/ui/pager'
import { Section as Topic } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { currentPermissions } from '@/utils/auth/permissions/current-permissions'
import { listEntries } from '@/utils/community/entries'
import { SECTION_PERMISSIONS, type Section, sectionPath } from '@/utils/community/sections'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AddForm } from './add-form'
import { EntryList } from './entry-list'
import { SECTION_TEXTS } from './section-texts'

const NOTICES = new Map([
  ['deleted', 'Deleted.'],
  ['gone', 'This was already deleted.'],
])

type SectionPageProps = { section: Section; searchParams: SearchParams }

/** One section of the community. Everyone can read it; the forms are shown to those whose role allows them. */
export async function SectionPage({ section, searchParams }: SectionPageProps) {
  const { title, lead, add, empty } = SECTION_TEXTS[section]
  const before = await firstParam(searchParams, 'before')
  const reason = await firstParam(searchParams, 'notice')
  const notice = NOTICES.get(reason ?? '')
  const [found, permissions] = await Promise.all([listEntries(section, before), currentPermissions()])
  const page = found.ok ? found.data : null
  const needed = SECTION_PERMISSIONS[section]
  // Also while the permissions are unknown, so that the submitted text is not lost.
  const mayAdd = permissions?.has(needed.create) ?? true
  const path = sectionPath(section)
  return (
    <>
      <PageHeading title={title} lead={lead} />
      {notice && <Notice>{notice}</Notice>}
      {reason === 'forbidden' && (
        <Notice kind="error">You don’t have permission to do this. Nothing has changed.</Notice>
      )}
      {mayAdd && (
        <Topic title={add} lead="Everyone can read it, with your name.">
          <AddForm section={section} button={add} sending={randomUUID()} />
        </Topic>
      )}
      {!page && <Unavailable retry={path} />}
      {page?.entries.length === 0 && (
        <EmptyState icon="icon-messages-square" title={empty}>
          {mayAdd ? 'Yours can be the first.' : 'Come back later.'}
        </EmptyState>
      )}
      {page && page.entries.length > 0 && (
        <EntryList
          section={section}
          entries={page.entries}
          mayDelete={({ own }) => permissions?.has(own ? needed.delete : needed.deleteAny) ?? false}
        />
      )}
      <Pager
        label="Pages"
        first={before ? path : undefined}
        next={page?.older ? `${path}?before=${page.older}` : undefined}
      />
    </>
  )
}
