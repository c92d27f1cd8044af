import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { operation } from '@/utils/api/operation'
import { noteIdSchema, noteSchema, storedNoteSchema } from '@/utils/notes/note-schema'
import { changeNote, deleteNote, readNote } from '@/utils/notes/notes'

const params = { id: noteIdSchema }

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'readNote',
    summary: 'Get one of your notes.',
    params,
    result: storedNoteSchema,
    responses: { 200: 'The note.' },
    errors: [404],
    handle: async ({ client, params }) => unwrap(await readNote(client, null, params.id)),
  }),

  PATCH: operation({
    operationId: 'changeNote',
    summary: 'Change the text of one of your notes.',
    params,
    body: noteSchema,
    example: { note: 'Return the library books before Friday.' },
    result: storedNoteSchema,
    responses: { 200: 'The changed note.' },
    errors: [404],
    handle: async ({ client, params, body }) => unwrap(await changeNote(client, null, params.id, body.note)),
  }),

  DELETE: operation({
    operationId: 'deleteNote',
    summary: 'Delete one of your notes.',
    params,
    responses: { 204: 'The note is deleted.' },
    errors: [404],
    handle: async ({ client, params }) => {
      unwrap(await deleteNote(client, null, params.id))
    },
  }),
})
