import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { jsonResponse } from '@/utils/api/response'
import { noteIdSchema, noteSchema } from '@/utils/notes/note-schema'
import { addNote, listNotes } from '@/utils/notes/notes'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: async ({ client, query }) =>
    jsonResponse(200, unwrap(await listNotes(client, query('before', noteIdSchema)))),

  POST: async ({ client, body }) => {
    const { note } = await body(noteSchema)
    const added = unwrap(await addNote(client, note))
    return jsonResponse(201, added, { Location: `/api/notes/${added.id}` })
  },
})
