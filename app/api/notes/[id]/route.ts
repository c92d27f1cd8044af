import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { jsonResponse } from '@/utils/api/response'
import { noteIdSchema, noteSchema } from '@/utils/notes/note-schema'
import { changeNote, deleteNote, readNote } from '@/utils/notes/notes'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: async ({ client, param }) =>
    jsonResponse(200, unwrap(await readNote(client, param('id', noteIdSchema)))),

  PATCH: async ({ client, param, body }) => {
    const id = param('id', noteIdSchema)
    const { note } = await body(noteSchema)
    return jsonResponse(200, unwrap(await changeNote(client, id, note)))
  },

  DELETE: async ({ client, param }) => {
    unwrap(await deleteNote(client, param('id', noteIdSchema)))
    return jsonResponse(204)
  },
})
