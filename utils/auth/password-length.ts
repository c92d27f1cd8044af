/** NIST SP 800-63B, 3.1.1.2. The Auth server's own minimum (supabase/config.toml) must not be longer. */
export const PASSWORD_LEAST_CHARACTERS = 8

/** bcrypt reads no further than this: https://supabase.com/docs/guides/auth/password-security */
export const PASSWORD_MOST_BYTES = 72
