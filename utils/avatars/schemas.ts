import { z } from 'zod'
import { CHOOSE_PICTURE, MAX_PICTURE_BYTES, PICTURE_TOO_LARGE } from './limits'

export const pictureSchema = z.object({
  picture: z.file({ error: CHOOSE_PICTURE }).min(1, CHOOSE_PICTURE).max(MAX_PICTURE_BYTES, PICTURE_TOO_LARGE),
})
