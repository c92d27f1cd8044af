import { randomUUID } from 'node:crypto'
import type { ReactNode } from 'react'
import { EmptyState } from '@/app/ui/empty-state'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Pager } from '@/app/ui/pager'
import { Section as Topic } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import type { Entry, EntryPage } from '@/utils/community/entry-page'
import { type Section, sectionPath } from '@/utils/community/sections'
import type { DataResult } from '@/utils/data-result'
import type { FormAction } from '@/utils/forms/form-state'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { AddForm } from './add-form'
import { EntryList } from './entry-list'
import { SECTION_TEXTS } from './section-texts'

const NOTICES = new Map([
  ['deleted', 'Deleted.'],
  ['gone', 'This was already deleted.'],
])

type SectionViewProps = {
  section: Section
  /** The slug of the organization to whose community the section belongs. */
  organization?: string
  lead: ReactNode
  /** Who can read a new entry. */
  readers: string
  /** Null if it is not known whose entries to show. */
  page: DataResult<EntryPage> | null
  searchParams: SearchParams
  actions: { add: FormAction; remove: FormAction }
  mayAdd: boolean
  mayDelete: (entry: Entry) => boolean
}

/** A page of a section's entries, with the forms that the user may send. */
export async function SectionView({
  section,
  organization,
  lead,
  readers,
  page,
  searchParams,
  actions,
  mayAdd,
  mayDelete,
}: SectionViewProps) {
  const { title, add, empty } = SECTION_TEXTS[section]
  const before = await firstParam(searchParams, 'before')
  const reason = await firstParam(searchParams, 'notice')
  const notice = NOTICES.get(reason ?? '')
  const path = sectionPath(section, organization)
  const { entries, older } = page?.ok ? page.data : { entries: null, older: null }
  const form = { section, organization }
  return (
    <>
      <PageHeading title={title} lead={lead} />
      {notice && <Notice>{notice}</Notice>}
      {reason === 'forbidden' && (
        <Notice kind="error">You don’t have permission to do this. Nothing has changed.</Notice>
      )}
      {mayAdd && (
        <Topic title={add} lead={`${readers} can read it, with your name.`}>
          <AddForm {...form} action={actions.add} button={add} sending={randomUUID()} />
        </Topic>
      )}
      {page && !page.ok && <Unavailable retry={path} />}
      {entries?.length === 0 && (
        <EmptyState icon="icon-messages-square" title={empty}>
          {mayAdd ? 'Yours can be the first.' : 'Come back later.'}
        </EmptyState>
      )}
      {entries && entries.length > 0 && (
        <EntryList {...form} entries={entries} remove={actions.remove} mayDelete={mayDelete} />
      )}
      <Pager
        label="Pages"
        first={before ? path : undefined}
        next={older ? `${path}?before=${older}` : undefined}
      />
    </>
  )
}
