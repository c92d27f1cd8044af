import { currentPermissions } from '@/utils/auth/permissions/current-permissions'
import { listEntries } from '@/utils/community/entries'
import { SECTION_PERMISSIONS, type Section } from '@/utils/community/sections'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { addEntry, deleteEntry } from './actions'
import { SECTION_TEXTS } from './section-texts'
import { SectionView } from './section-view'

type SectionPageProps = { section: Section; searchParams: SearchParams }

/** One section of the community. Everyone can read it; the forms are shown to those whose role allows them. */
export async function SectionPage({ section, searchParams }: SectionPageProps) {
  const before = await firstParam(searchParams, 'before')
  const [page, permissions] = await Promise.all([listEntries(section, before), currentPermissions()])
  const needed = SECTION_PERMISSIONS[section]
  return (
    <SectionView
      section={section}
      lead={SECTION_TEXTS[section].lead}
      readers="Everyone"
      page={page}
      searchParams={searchParams}
      actions={{ add: addEntry, remove: deleteEntry }}
      // Also while the permissions are unknown, so that the submitted text is not lost.
      mayAdd={permissions?.has(needed.create) ?? true}
      mayDelete={({ own }) => permissions?.has(own ? needed.delete : needed.deleteAny) ?? false}
    />
  )
}
