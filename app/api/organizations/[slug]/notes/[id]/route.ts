import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { operation } from '@/utils/api/operation'
import { authoredNoteSchema, noteIdSchema, noteSchema } from '@/utils/notes/note-schema'
import { changeNote, deleteNote, readNote } from '@/utils/notes/notes'
import { slugInPath } from '@/utils/organizations/api-schemas'
import { requireOrganization } from '@/utils/organizations/organization-api'

const params = { slug: slugInPath, id: noteIdSchema }

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'readOrganizationNote',
    summary: 'Get a note of an organization.',
    params,
    result: authoredNoteSchema,
    responses: { 200: 'The note.' },
    errors: [404],
    handle: async ({ client, params }) => {
      const organization = await requireOrganization(client, params.slug)
      return unwrap(await readNote(client, organization.id, params.id))
    },
  }),

  PATCH: operation({
    operationId: 'changeOrganizationNote',
    summary: 'Change the text of a note of an organization.',
    params,
    body: noteSchema,
    example: { note: 'Book the room for Friday.' },
    result: authoredNoteSchema,
    responses: { 200: 'The changed note.' },
    errors: [404],
    handle: async ({ client, params, body }) => {
      const organization = await requireOrganization(client, params.slug)
      return unwrap(await changeNote(client, organization.id, params.id, body.note))
    },
  }),

  DELETE: operation({
    operationId: 'deleteOrganizationNote',
    summary: 'Delete a note of an organization.',
    params,
    responses: { 204: 'The note is deleted.' },
    errors: [404],
    handle: async ({ client, params }) => {
      const organization = await requireOrganization(client, params.slug)
      unwrap(await deleteNote(client, organization.id, params.id))
    },
  }),
})
