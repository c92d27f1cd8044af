import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { AddNoteForm } from '@/app/(protected)/private/notes/add-note-form'
import { NoteList } from '@/app/(protected)/private/notes/note-list'
import { noticeText } from '@/app/(protected)/private/notes/paths'
import { LiveUpdates } from '@/app/ui/live-updates'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { requireUser } from '@/utils/auth/guards'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { listNotes } from '@/utils/notes/notes'
import { findOrganization } from '@/utils/organizations/find-organization'
import { memberNames } from '@/utils/organizations/organizations'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'

export const metadata: Metadata = { title: 'Organization notes' }

type NotesPageProps = { params: Promise<{ slug: string }>; searchParams: SearchParams }

export default async function OrganizationNotesPage({ params, searchParams }: NotesPageProps) {
  const user = await requireUser()
  const { slug } = await params
  const organization = await findOrganization(slug)
  if (!organization && !(await isFormSubmission())) return null
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  const notice = noticeText(await firstParam(searchParams, 'notice'))
  const supabase = await createClient()
  const page = organization && (await listNotes(supabase, organization.id, before))
  const authorIds = page?.ok ? page.data.notes.flatMap(({ author_id }) => author_id ?? []) : []
  const authors = organization && (await memberNames(supabase, organization.id, [...new Set(authorIds)]))
  return (
    <>
      <PageHeading
        title="Notes"
        lead={organization && `All members of ${organization.name} can read, change, and delete these notes.`}
      />
      {notice && <Notice>{notice}</Notice>}
      <Section title="Add a note">
        <AddNoteForm sending={randomUUID()} organization={slug} />
      </Section>
      {page && authors && (
        <NoteList page={page} location={{ organization: slug, before }} authors={authors} />
      )}
      {organization && (
        <LiveUpdates
          userId={user.id}
          organizationId={organization.id}
          data={page}
          announcement="The notes have changed."
        />
      )}
    </>
  )
}
