/** An account of the local GitHub. */
export interface Account {
  id: number
  login: string
  name: string
  emails: { email: string; primary: boolean; verified: boolean }[]
}

const primaryEmail = (email: string, verified = true) => [{ email, primary: true, verified }]

/**
 * The accounts to choose from: a new user, one whose verified address a user of the seed may have, and two with an unverified
 * address.
 */
export const accounts: readonly Account[] = [
  {
    id: 9001,
    login: 'example-octocat',
    name: 'Example Octocat',
    emails: primaryEmail('example-octocat@example.com'),
  },
  {
    id: 9002,
    login: 'example-member',
    name: 'Example Member',
    emails: primaryEmail('example-member@example.com'),
  },
  {
    id: 9003,
    login: 'unverified',
    name: 'Not Verified',
    emails: primaryEmail('unverified@example.com', false),
  },
  {
    id: 9004,
    login: 'impostor',
    name: 'Not The Mentor',
    emails: primaryEmail('example-mentor@example.com', false),
  },
]

/** The account with this name; a made-up one, new and verified, for any other name that GitHub allows. */
export function findAccount(login: string): Account | undefined {
  const listed = accounts.find((account) => account.login === login)
  if (listed || !/^[a-z\d](-?[a-z\d]){0,38}$/.test(login)) return listed
  const id = Number.parseInt(Buffer.from(login).toString('hex').slice(-11), 16) + 10_000
  return { id, login, name: login, emails: primaryEmail(`${login}@example.com`) }
}
