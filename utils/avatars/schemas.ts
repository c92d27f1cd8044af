import { z } from 'zod'
import { PROVIDERS } from '@/utils/auth/oauth/providers'
import { CHOOSE_PICTURE, MAX_PICTURE_BYTES, PICTURE_TOO_LARGE } from './limits'

export const pictureSchema = z.object({
  picture: z.file({ error: CHOOSE_PICTURE }).min(1, CHOOSE_PICTURE).max(MAX_PICTURE_BYTES, PICTURE_TOO_LARGE),
})

export const providerPictureSchema = z.object({ provider: z.enum(PROVIDERS) })
