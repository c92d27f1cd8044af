import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { operation, Reply } from '@/utils/api/operation'
import {
  NOTES_PER_PAGE,
  noteIdSchema,
  noteSchema,
  notesPageSchema,
  storedNoteSchema,
} from '@/utils/notes/note-schema'
import { addNote, listNotes } from '@/utils/notes/notes'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'listNotes',
    summary: `List your notes, newest first, ${NOTES_PER_PAGE} per page.`,
    query: {
      before: noteIdSchema.meta({
        description: 'Return only notes with a smaller id: `next` of the previous page.',
      }),
    },
    result: notesPageSchema,
    responses: { 200: 'A page of notes.' },
    handle: async ({ user, client, query }) => unwrap(await listNotes(client, user.id, query.before)),
  }),

  POST: operation({
    operationId: 'addNote',
    summary: 'Add a note.',
    body: noteSchema,
    example: { note: 'Return the library books.' },
    result: storedNoteSchema,
    responses: { 201: 'The new note.' },
    handle: async ({ client, body }) => {
      const added = unwrap(await addNote(client, null, body.note))
      return new Reply(201, added, { Location: `/api/notes/${added.id}` })
    },
  }),
})
