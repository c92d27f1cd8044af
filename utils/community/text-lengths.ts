/** As in the database (supabase/migrations), which also counts code points. */
export const MAX_TITLE_CHARACTERS = 120
export const MAX_BODY_CHARACTERS = 5000
