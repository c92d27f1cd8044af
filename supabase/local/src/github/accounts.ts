/** An account of the local GitHub. */
export interface Account {
  id: number
  login: string
  name: string
  emails: { email: string; primary: boolean; verified: boolean }[]
}

const own = (email: string, verified = true) => [{ email, primary: true, verified }]

/**
 * The people one can be there: somebody new, somebody whose verified address an account of supabase/seed.sql has already,
 * and the two ways in which an unverified address goes wrong.
 */
export const accounts: readonly Account[] = [
  { id: 9001, login: 'example-octocat', name: 'Example Octocat', emails: own('example-octocat@example.com') },
  { id: 9002, login: 'example-member', name: 'Example Member', emails: own('example-member@example.com') },
  { id: 9003, login: 'unverified', name: 'Not Verified', emails: own('unverified@example.com', false) },
  { id: 9004, login: 'impostor', name: 'Not The Mentor', emails: own('example-mentor@example.com', false) },
]

/** The account with this name; a made-up one, new and verified, for any other name that GitHub would allow. */
export function findAccount(login: string): Account | undefined {
  const listed = accounts.find((account) => account.login === login)
  if (listed || !/^[a-z\d](-?[a-z\d]){0,38}$/.test(login)) return listed
  const id = Number.parseInt(Buffer.from(login).toString('hex').slice(-11), 16) + 10_000
  return { id, login, name: login, emails: own(`${login}@example.com`) }
}
