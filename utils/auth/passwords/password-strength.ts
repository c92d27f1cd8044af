import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { MAX_PASSWORD_BYTES, personalWords } from './password-policy'

/** The estimator's score of eight random characters. */
const MIN_GUESSES = 1e8

/** Limits the time of the estimator; longer passwords fail the length rule. */
const MAX_ESTIMATED_CHARACTERS = MAX_PASSWORD_BYTES

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })

/**
 * Whether a password is easy to guess: common words and passwords, dates, repetitions, keyboard rows, the owner's words, and
 * combinations of a few of them. The word lists are 200 kB compressed: import this only when needed.
 *
 * @param ownWords the owner's email address and name, the product's name.
 */
export function isGuessable(password: string, ownWords: string[]): boolean {
  const { sequence } = estimator.check(password.slice(0, MAX_ESTIMATED_CHARACTERS), personalWords(ownWords))
  // The product of the guesses of all parts, times their orders. The library adds 10,000 for every further part, with which
  // Monday2026! would pass.
  const guesses = sequence.reduce((product, part, at) => product * (at + 1) * part.guesses, 1)
  return guesses < MIN_GUESSES
}
