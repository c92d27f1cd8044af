import { z } from 'zod'
import { isStorable } from '@/utils/forms/fields'
import { MAX_BODY_CHARACTERS, MAX_TITLE_CHARACTERS } from './text-lengths'

const text = (most: number, empty: string) =>
  z
    .string({ error: empty })
    // Browsers send line breaks as two characters; the limit counts one.
    .transform((sent) => sent.replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().min(1, empty))
    .refine((sent) => [...sent].length <= most, `Use at most ${most} characters.`)
    .refine(isStorable, 'This text contains a character that can’t be used.')

export const entrySchema = z.object({
  title: text(MAX_TITLE_CHARACTERS, 'Enter a title.'),
  body: text(MAX_BODY_CHARACTERS, 'Enter a text.'),
})

export type EntryInput = z.output<typeof entrySchema>

/** `sending`: new on each render of the form. */
export const addEntrySchema = entrySchema.extend({ sending: z.string().catch('') })

const storedId = z.int().positive()

export const storedIdSchema = z.object({ id: storedId })

/** An entry as it is stored. Only signed-in users can read who wrote it: a user, or a member of its organization. */
export const storedEntrySchema = z.object({
  id: storedId,
  author_id: z.string().nullish(),
  member_id: z.string().nullish(),
  author_name: z.string(),
  title: z.string(),
  body: z.string(),
  created_at: z.string(),
})

/** The ID of an entry: a positive safe integer. */
export const entryIdSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER)

/** An invalid ID becomes that of no entry. */
export const deleteEntrySchema = z.object({ id: entryIdSchema.optional().catch(undefined) })

/** The slug of the organization to whose community a form belongs. */
const organization = z.string().catch('')

export const addOrganizationEntrySchema = addEntrySchema.extend({ organization })

export const deleteOrganizationEntrySchema = deleteEntrySchema.extend({ organization })
