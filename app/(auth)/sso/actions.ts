'use server'

import { redirect } from 'next/navigation'
import { emailSchema } from '@/utils/auth/email-links/schemas'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { CONTINUE_SSO } from '@/utils/auth/routes'
import { startSso } from '@/utils/auth/sso/start-sso'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'

/** Whether a domain has single sign-on is no secret: it says nothing about accounts. */
const NOT_SET_UP = new Set(['sso_provider_not_found', 'sso_provider_disabled'])

/** Starts single sign-on with the identity provider of the domain of an email address. */
export const continueWithSso = formAction(
  { session: 'none', schema: emailSchema, captcha: true, limiter: 'sso' },
  async ({ input, next, captchaToken }) => {
    const domain = input.email.slice(input.email.lastIndexOf('@') + 1).toLowerCase()
    const code = await startSso({ domain }, { next, captchaToken })
    if (code && NOT_SET_UP.has(code))
      return fieldError(
        'email',
        `Single sign-on isn’t set up for ${domain}. Check the address, or sign in another way.`,
      )
    if (code) return { message: authErrorMessage(code) }
    redirect(CONTINUE_SSO)
  },
)
