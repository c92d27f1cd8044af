import { answer } from '@/utils/api/answer'
import { endpoint } from '@/utils/api/endpoint'
import { dataOf } from '@/utils/api/refusals'
import { noteIdSchema, noteSchema } from '@/utils/notes/note-schema'
import { addNote, listNotes } from '@/utils/notes/notes'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: async ({ client, query }) =>
    answer(200, dataOf(await listNotes(client, query('before', noteIdSchema)))),

  POST: async ({ client, body }) => {
    const { note } = await body(noteSchema)
    const added = dataOf(await addNote(client, note))
    return answer(201, added, { Location: `/api/notes/${added.id}` })
  },
})
