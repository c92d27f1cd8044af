import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { MAX_PASSWORD_BYTES, personalWords } from './password-policy'

/** What eight random characters are worth to the estimator. */
const MIN_GUESSES = 1e8

/** The estimator takes longer the longer the text; what is longer than this is refused for its length. */
const MAX_ESTIMATED_CHARACTERS = MAX_PASSWORD_BYTES

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })

/**
 * Whether a password is among those that are tried first: common words and passwords, dates, repetitions, rows of keys, the
 * owner's own words, and what is made of a few of them. The word lists weigh 200 kB compressed: import this only when needed.
 *
 * @param ownWords the owner's email address and name, the product's name.
 */
export function isGuessable(password: string, ownWords: string[]): boolean {
  const { sequence } = estimator.check(password.slice(0, MAX_ESTIMATED_CHARACTERS), personalWords(ownWords))
  // In any order, each part's guesses. The library's own sum adds 10,000 for every further part, which Monday2026! would pass by.
  const guesses = sequence.reduce((product, part, at) => product * (at + 1) * part.guesses, 1)
  return guesses < MIN_GUESSES
}
