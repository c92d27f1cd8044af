/** The lifetime of a recovery session. */
export const RECOVERY_MAX_AGE_S = 15 * 60

export const RECOVERY_COOKIE = 'recovery'

/** The page to which a browser with a recovery session is redirected. */
export const RESET_PASSWORD_PAGE = '/reset-password'
