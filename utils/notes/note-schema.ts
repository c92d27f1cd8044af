import { z } from 'zod'
import type {} from 'zod-openapi'
import { isStorable } from '@/utils/forms/fields'

/** The table has the same limit. Counted as PostgreSQL counts: an emoji is one character. */
export const MAX_NOTE_CHARACTERS = 10_000

export const NOTES_PER_PAGE = 20

/**
 * The input for a note: its text. Browsers send line breaks as CR LF (https://html.spec.whatwg.org/
 * multipage/form-control-infrastructure.html#multipart-form-data); they are stored and counted as one character.
 */
export const noteSchema = z
  .strictObject({
    note: z
      .string({ error: 'Enter a note.' })
      .transform((text) => text.replaceAll('\r\n', '\n'))
      .pipe(
        z
          .string()
          .refine((text) => text.trim() !== '', { error: 'Enter a note.', abort: true })
          .refine(isStorable, 'This text contains a character that can’t be used. Remove it and try again.')
          .refine((text) => [...text].length <= MAX_NOTE_CHARACTERS, { error: tooLong }),
      )
      .meta({
        description: 'Stored as sent, white space included. CR LF is stored and counted as LF.',
        pattern: '\\S',
        maxLength: MAX_NOTE_CHARACTERS,
      }),
  })
  .meta({ id: 'NoteText' })

const storedIdSchema = z.int().positive()

/** A note's ID in a path: digits, parsed to a number. */
export const noteIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, 'Enter a valid note id.')
  .transform(Number)
  .pipe(z.int('Enter a valid note id.'))
  .meta({
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern
      Object.assign(jsonSchema, { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
    },
  })

/** A note as it is stored. */
export const storedNoteSchema = z
  .object({ id: storedIdSchema, note: z.string().meta({ maxLength: MAX_NOTE_CHARACTERS }) })
  .meta({ id: 'Note' })

/** A note as it is stored, with its author if it belongs to an organization. */
export const authoredNoteSchema = storedNoteSchema
  .extend({
    author_id: z
      .guid()
      .nullable()
      .meta({ description: 'The member who wrote the note. Null after they left the organization.' }),
  })
  .meta({ id: 'OrganizationNote' })

export type Note = z.infer<typeof authoredNoteSchema>

const pageOf = <T extends z.ZodType>(note: T) =>
  z.object({
    notes: z.array(note).max(NOTES_PER_PAGE),
    next: storedIdSchema
      .nullable()
      .meta({ description: 'Pass it as `before` to get the next page. Null on the last page.' }),
  })

/** A page of notes. */
export const notesPageSchema = pageOf(storedNoteSchema).meta({ id: 'NotesPage' })

/** A page of notes of an organization. */
export const authoredNotesPageSchema = pageOf(authoredNoteSchema).meta({ id: 'OrganizationNotesPage' })

export type NotesPage = z.infer<typeof authoredNotesPageSchema>

/** An ID in a hidden field; an invalid value becomes the ID of no note. */
const hiddenId = noteIdSchema.optional().catch(undefined)

/** The slug of the organization that owns the note; empty for a personal one. */
const organization = z.string().catch('')

export const addNoteSchema = noteSchema.extend({ sending: z.string().catch(''), organization })

/** `before`: the page of the list to return to. */
export const changeNoteSchema = noteSchema.extend({ id: hiddenId, before: hiddenId, organization })

export const deleteNoteSchema = z.object({ id: hiddenId, before: hiddenId, organization })

function tooLong({ input }: { input?: unknown }): string {
  const count = typeof input === 'string' ? [...input].length : 0
  const [most, counted] = [MAX_NOTE_CHARACTERS, count].map((number) => number.toLocaleString('en'))
  return `A note has at most ${most} characters. This one has ${counted}. Shorten it, or split it into two.`
}
