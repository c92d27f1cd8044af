/** How long someone may take to choose a new password. */
export const RECOVERY_MAX_AGE_S = 15 * 60

export const RECOVERY_COOKIE = 'recovery'

/** The page that a browser with a recovery session is kept on. */
export const RESET_PASSWORD_PAGE = '/reset-password'
