import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { operation, Reply } from '@/utils/api/operation'
import {
  authoredNoteSchema,
  authoredNotesPageSchema,
  NOTES_PER_PAGE,
  noteIdSchema,
  noteSchema,
} from '@/utils/notes/note-schema'
import { addNote, listNotes } from '@/utils/notes/notes'
import { slugInPath } from '@/utils/organizations/api-schemas'
import { requireOrganization } from '@/utils/organizations/organization-api'

const params = { slug: slugInPath }

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'listOrganizationNotes',
    summary: `List the notes of an organization, newest first, ${NOTES_PER_PAGE} per page.`,
    params,
    query: {
      before: noteIdSchema.meta({
        description: 'Return only notes with a smaller id: `next` of the previous page.',
      }),
    },
    result: authoredNotesPageSchema,
    responses: { 200: 'A page of notes.' },
    errors: [404],
    handle: async ({ client, params, query }) => {
      const { id } = await requireOrganization(client, params.slug)
      return unwrap(await listNotes(client, id, query.before))
    },
  }),

  POST: operation({
    operationId: 'addOrganizationNote',
    summary: 'Add a note to an organization.',
    params,
    body: noteSchema,
    example: { note: 'Book the room for Thursday.' },
    result: authoredNoteSchema,
    responses: { 201: 'The new note.' },
    errors: [404],
    handle: async ({ client, params, body }) => {
      const { id, slug } = await requireOrganization(client, params.slug)
      const added = unwrap(await addNote(client, id, body.note))
      return new Reply(201, added, { Location: `/api/organizations/${slug}/notes/${added.id}` })
    },
  }),
})
