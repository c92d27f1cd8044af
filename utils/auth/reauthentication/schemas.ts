import { z } from 'zod'
import { currentPassword } from '@/utils/auth/passwords/schemas'
import { codeField } from '@/utils/forms/fields'

export const reauthenticationSchema = z.object({ password: currentPassword })

/** A code of a signed-in user, whose email address is known. */
export const reauthenticationCodeSchema = z.object({ code: codeField('the email') })
