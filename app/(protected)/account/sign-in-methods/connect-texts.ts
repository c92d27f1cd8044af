/** Why a way to sign in was not added, by the reasons of /error: nobody is to sign in here, so the words are others. */
const PROBLEMS: Record<string, string> = {
  'identity-in-use':
    'That account opens an account here already, and it can open only one. If both are yours, remove it there first.',
  'linking-disabled': 'Ways to sign in cannot be added at the moment.',
  'provider-disabled': 'Right now nobody can be connected there. Try again in a moment.',
  'sign-in-canceled': 'You, or the other service, have stopped it. Nothing was changed.',
  'sign-in-expired': 'That took too long: it has to be finished within five minutes. Start again.',
  unavailable: 'We can’t reach the sign-in service right now. Try again in a moment.',
}

/** The text for a problem in the address; undefined where there is none. What is not known gets a text of its own. */
export function connectProblem(reason: string | undefined): string | undefined {
  if (!reason) return undefined
  const text = Object.hasOwn(PROBLEMS, reason) && PROBLEMS[reason]
  return text || 'It could not be connected. Nothing was changed. Try again in a moment.'
}
