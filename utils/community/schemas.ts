import { z } from 'zod'
import { MAX_BODY_CHARACTERS, MAX_TITLE_CHARACTERS } from './limits'

const text = (most: number, empty: string) =>
  z
    .string({ error: empty })
    // Browsers send line breaks as two characters; the limit counts one.
    .transform((sent) => sent.replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().min(1, empty))
    .refine((sent) => [...sent].length <= most, `Use at most ${most} characters.`)
    .refine(
      (sent) => sent.isWellFormed() && !sent.includes('\0'),
      'This has a character that cannot be stored.',
    )

export const entrySchema = z.object({
  title: text(MAX_TITLE_CHARACTERS, 'Enter a title.'),
  body: text(MAX_BODY_CHARACTERS, 'Enter a text.'),
})

/** The ID of an entry: a positive safe integer. */
export const entryIdSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER)
