/** The same as in the database (supabase/migrations), which counts code points too. */
export const MAX_TITLE_CHARACTERS = 120
export const MAX_BODY_CHARACTERS = 5000
