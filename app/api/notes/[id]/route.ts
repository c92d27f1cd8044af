import { answer } from '@/utils/api/answer'
import { endpoint } from '@/utils/api/endpoint'
import { dataOf } from '@/utils/api/refusals'
import { noteIdSchema, noteSchema } from '@/utils/notes/note-schema'
import { changeNote, deleteNote, readNote } from '@/utils/notes/notes'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: async ({ client, param }) => answer(200, dataOf(await readNote(client, param('id', noteIdSchema)))),

  PATCH: async ({ client, param, body }) => {
    const id = param('id', noteIdSchema)
    const { note } = await body(noteSchema)
    return answer(200, dataOf(await changeNote(client, id, note)))
  },

  DELETE: async ({ client, param }) => {
    dataOf(await deleteNote(client, param('id', noteIdSchema)))
    return answer(204)
  },
})
