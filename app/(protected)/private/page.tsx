import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { Notice } from '@/app/ui/notice'
import { getDisplayName } from '@/utils/account/display-name'
import { requireUser } from '@/utils/auth/guards'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { listNotes } from '@/utils/notes/notes'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { AddNoteForm } from './notes/add-note-form'
import { NoteList } from './notes/note-list'
import { noticeText } from './notes/paths'

export const metadata: Metadata = { title: 'Your page' }

export default async function PrivatePage({ searchParams }: { searchParams: SearchParams }) {
  const user = await requireUser()
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  const notice = noticeText(await firstParam(searchParams, 'notice'))
  const supabase = await createClient()
  const [name, page] = await Promise.all([getDisplayName(supabase, user.id), listNotes(supabase, before)])

  return (
    <div className="mx-auto max-w-2xl">
      <h1 className="text-3xl font-semibold tracking-tight break-words">
        {name ? `Hello, ${name}` : 'Hello'}
      </h1>
      <p className="mt-3 text-muted">
        You are signed in as <strong className="font-medium break-words text-ink">{user.email}</strong>.
      </p>
      <section aria-labelledby="notes" className="mt-10 grid grid-cols-1 gap-6">
        <h2 id="notes" className="text-xl font-semibold tracking-tight">
          Your notes
        </h2>
        {notice && <Notice>{notice}</Notice>}
        <AddNoteForm sending={randomUUID()} />
        <NoteList page={page} before={before} />
      </section>
    </div>
  )
}
