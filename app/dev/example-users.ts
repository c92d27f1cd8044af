/** The users that supabase/seed.sql creates for development; a test compares the two. */
export const EXAMPLE_USERS = [
  { role: 'Member', email: 'example-member@example.com' },
  { role: 'Mentor', email: 'example-mentor@example.com' },
  { role: 'Admin', email: 'example-admin@example.com' },
]

export const EXAMPLE_PASSWORD = 'example-password'
