import { normalizePassword } from './normalize-password'

/** NIST SP 800-63B, 3.1.1.2. The Auth server's own minimum (supabase/config.toml) is the same; a test compares them. */
export const PASSWORD_LEAST_CHARACTERS = 8

/** bcrypt reads no further than this: https://supabase.com/docs/guides/auth/password-security */
export const PASSWORD_MOST_BYTES = 72

/** What has to be left of a password when the owner's own words are taken out. */
const LEAST_BESIDE_OWN_WORDS = 5

const SHORTEST_OWN_WORD = 3

export type PasswordRule = {
  /** What the rule asks for, as it is shown before and while somebody types. */
  asks: string
  /** What it says about a password that breaks it. */
  refusal: string
  /** @param ownWords what must not make up the password: the owner's email address and name, the product's name. */
  kept(password: string, ownWords: string[]): boolean
}

/** The rules that can be checked at once, in the order they are told. HARD_TO_GUESS comes after them, leaked passwords last. */
export const PASSWORD_RULES: PasswordRule[] = [
  {
    asks: `At least ${PASSWORD_LEAST_CHARACTERS} characters; longer is better, spaces are welcome`,
    refusal: `Use at least ${PASSWORD_LEAST_CHARACTERS} characters.`,
    kept: (password) => [...password].length >= PASSWORD_LEAST_CHARACTERS,
  },
  {
    asks: `At most ${PASSWORD_MOST_BYTES} letters; accents and emoji count for more`,
    refusal: `This password is too long: use at most ${PASSWORD_MOST_BYTES} letters; accents and emoji count for more.`,
    kept: (password) => new TextEncoder().encode(password).length <= PASSWORD_MOST_BYTES,
  },
  {
    asks: 'Not made of your name, your email address or the name of this site',
    refusal:
      'This password is made of your name, your email address or the name of this site. Choose another.',
    kept: (password, ownWords) => !isMadeOf(password, ownWords),
  },
]

/** The rule that needs word lists: see password-strength.ts. */
export const HARD_TO_GUESS = {
  asks: 'Hard to guess: not a common password, a word with a year, a date or a repetition',
  refusal:
    'This password is easy to guess, so it is tried first. Choose another, such as a few unrelated words.',
}

/** What only the server checks, when the password is sent. */
export const CHECKED_ON_SENDING = 'Not known from a leak: we check that when you send it'

function isMadeOf(password: string, ownWords: string[]): boolean {
  const words = wordsOf(ownWords).sort((one, other) => other.length - one.length)
  const lower = password.toLowerCase()
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), lower)
  return rest !== lower && [...rest].length < LEAST_BESIDE_OWN_WORDS
}

/** Texts in small letters, and the words in them; of an address what stands before the @ and the name of the domain. */
export function wordsOf(texts: string[]): string[] {
  const all = texts.flatMap((text) => {
    const lower = normalizePassword(text).trim().toLowerCase()
    const [local = '', domain = ''] = lower.split('@')
    return [lower, local, domain, domain.split('.')[0] ?? '', ...local.split(/[^\p{L}\p{N}]+/u)]
  })
  return [...new Set(all)].filter(({ length }) => length >= SHORTEST_OWN_WORD)
}
