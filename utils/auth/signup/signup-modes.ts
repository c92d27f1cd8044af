/** Who may sign up (`private.signup_policy`). */
export const SIGNUP_MODES = ['open', 'invited', 'allowlist', 'request'] as const

export type SignupMode = (typeof SIGNUP_MODES)[number]
