import { SIGNUP_NOT_ALLOWED } from '@/utils/auth/signup/signup-rejection'

type Query = Record<string, string | string[] | undefined>

/**
 * The path that explains an error with which the Auth server has redirected a browser to the site URL: it does so for each error of
 * single sign-on, and when it no longer knows the sign-in. Its description is untrusted, and may contain the whole assertion:
 * nothing but the message of the hook that decides who may sign up is kept.
 *
 * @param query of the home page.
 * @returns null without an error.
 */
export function callbackErrorPath(query: Query): string | null {
  const known = ['error', 'error_code'].flatMap((name) => {
    const value = query[name]
    return typeof value === 'string' && /^\w{1,64}$/.test(value) ? [[name, value]] : []
  })
  if (known.length === 0) return null
  const isHook = query.error_description === SIGNUP_NOT_ALLOWED
  const error = new URLSearchParams([
    ...known,
    ...(isHook ? [['error_description', SIGNUP_NOT_ALLOWED]] : []),
  ])
  return `/auth/callback?${error}`
}
