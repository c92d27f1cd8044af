/** Why a sign-in method was not added, by the reasons of /error. The user is signed in already, so the texts differ. */
const PROBLEMS: Record<string, string> = {
  'identity-in-use':
    'That account is already linked to another user. If both are yours, remove it there first.',
  'linking-disabled': 'Sign-in methods can’t be added at the moment.',
  'provider-disabled': 'This provider isn’t available right now. Try again in a moment.',
  'sign-in-canceled': 'The connection was canceled. Nothing was changed.',
  'sign-in-expired': 'That took longer than five minutes. Start again.',
  unavailable: 'We can’t reach the sign-in service right now. Try again in a moment.',
}

/** The text for a reason in the query; undefined where there is none. An unknown reason gets a general text. */
export function connectProblem(reason: string | undefined): string | undefined {
  if (!reason) return undefined
  const text = Object.hasOwn(PROBLEMS, reason) && PROBLEMS[reason]
  return text || 'The connection failed. Nothing was changed. Try again in a moment.'
}
