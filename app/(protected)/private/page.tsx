import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import Link from 'next/link'
import { LiveUpdates } from '@/app/ui/live-updates'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { getDisplayName } from '@/utils/account/display-name'
import { requireUser } from '@/utils/auth/guards'
import { GUEST_PAGE } from '@/utils/auth/routes'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { listNotes } from '@/utils/notes/notes'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { AddNoteForm } from './notes/add-note-form'
import { NoteList } from './notes/note-list'
import { noticeText } from './notes/paths'

export const metadata: Metadata = { title: 'Notes' }

export default async function PrivatePage({ searchParams }: { searchParams: SearchParams }) {
  const user = await requireUser()
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  const notice = noticeText(await firstParam(searchParams, 'notice'))
  const supabase = await createClient()
  const [name, page] = await Promise.all([
    getDisplayName(supabase, user.id),
    listNotes(supabase, user.id, before),
  ])

  return (
    <div className="grid grid-cols-1 gap-8">
      <PageHeading
        title={name ? `Hello, ${name}` : 'Hello'}
        lead={
          user.isGuest ? (
            <>
              You’re using a guest session in this browser. To keep your notes,{' '}
              <Link prefetch={false} href={GUEST_PAGE} className="link">
                add your email address
              </Link>
              .
            </>
          ) : (
            <>
              You are signed in as <strong className="font-medium break-words text-ink">{user.email}</strong>.
              Only you can see your notes.
            </>
          )
        }
      />
      <section
        aria-labelledby="notes"
        className="grid grid-cols-1 gap-6 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-x-12"
      >
        <div className="rounded-card border border-line bg-surface p-card shadow-xs lg:sticky lg:top-8 lg:self-start">
          <AddNoteForm sending={randomUUID()} />
        </div>
        <div className="grid min-w-0 grid-cols-1 content-start gap-4">
          <h2 id="notes" className="text-heading">
            Notes
          </h2>
          {notice && <Notice>{notice}</Notice>}
          <NoteList page={page} location={{ before }} />
        </div>
      </section>
      <LiveUpdates userId={user.id} data={page} announcement="Your notes have changed." />
    </div>
  )
}
