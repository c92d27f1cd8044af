import { z } from 'zod'
import { isPlainLine } from '@/utils/forms/fields'

/** The Auth server allows 120 bytes. */
const MAX_NAME_BYTES = 120

const passkeyName = z
  .string({ error: 'Enter a name.' })
  .trim()
  .refine((text) => Buffer.byteLength(text) <= MAX_NAME_BYTES, 'This name is too long.')
  .refine(isPlainLine, 'The name can’t contain control or invisible characters.')

/** An empty name leaves the choice to the Auth server. */
export const newPasskeySchema = z.object({ name: passkeyName })

export const passkeySchema = z.object({ passkey: z.string().catch('') })

export const renamedPasskeySchema = passkeySchema.extend({
  name: passkeyName.refine((text) => text !== '', 'Enter a name.'),
})
