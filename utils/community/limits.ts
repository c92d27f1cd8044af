/** The same as in the database (supabase/migrations), which counts code points too. */
export const TITLE_MOST_CHARACTERS = 120
export const BODY_MOST_CHARACTERS = 5000
