import { normalizePassword } from './normalize-password'

/** NIST SP 800-63B, 3.1.1.2. The Auth server's own minimum (supabase/config.toml) is the same; a test compares them. */
export const MIN_PASSWORD_CHARACTERS = 8

/** bcrypt reads no further than this: https://supabase.com/docs/guides/auth/password-security */
export const MAX_PASSWORD_BYTES = 72

/** The minimum length of a password without the owner's words. */
const MIN_CHARACTERS_BESIDES_PERSONAL_WORDS = 5

const MIN_PERSONAL_WORD_CHARACTERS = 3

export type PasswordRule = {
  /** The requirement, shown before and during typing. */
  text: string
  /** The error for a password that violates it. */
  errorText: string
  /** Shown only while it is violated. */
  isHiddenIfMet?: true
  /** @param ownWords words that must not make up the password: the owner's email address and name, the product's name. */
  isMet(password: string, ownWords: string[]): boolean
}

/** The rules that the browser checks, in the order of display. HARD_TO_GUESS follows them, breached passwords come last. */
export const PASSWORD_RULES: PasswordRule[] = [
  {
    text: `At least ${MIN_PASSWORD_CHARACTERS} characters (longer is better)`,
    errorText: `Use at least ${MIN_PASSWORD_CHARACTERS} characters.`,
    isMet: (password) => [...password].length >= MIN_PASSWORD_CHARACTERS,
  },
  {
    text: `At most ${MAX_PASSWORD_BYTES} characters`,
    errorText: `This password is too long. Use at most ${MAX_PASSWORD_BYTES} characters; accents and emoji count as more.`,
    isHiddenIfMet: true,
    isMet: (password) => new TextEncoder().encode(password).length <= MAX_PASSWORD_BYTES,
  },
  {
    text: 'Not based on your name, email address, or this site',
    errorText:
      'This password is based on your name, your email address, or the name of this site. Choose a different one.',
    isMet: (password, ownWords) => !isMadeOf(password, ownWords),
  },
]

/** The rule that requires word lists: see password-strength.ts. */
export const HARD_TO_GUESS = {
  text: 'Hard to guess: no common words, dates, or patterns',
  errorText: 'This password is easy to guess. Choose a different one, such as a few unrelated words.',
}

/** The rule that only the server checks. */
export const CHECKED_ON_SUBMIT = 'Not exposed in a data breach (checked on submit)'

function isMadeOf(password: string, ownWords: string[]): boolean {
  const words = personalWords(ownWords).sort((one, other) => other.length - one.length)
  const lower = password.toLowerCase()
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), lower)
  return rest !== lower && [...rest].length < MIN_CHARACTERS_BESIDES_PERSONAL_WORDS
}

/** Texts in lower case, and the words in them; of an email address the local part and the domain name. */
export function personalWords(texts: string[]): string[] {
  const all = texts.flatMap((text) => {
    const lower = normalizePassword(text).trim().toLowerCase()
    const [local = '', domain = ''] = lower.split('@')
    return [lower, local, domain, domain.split('.')[0] ?? '', ...local.split(/[^\p{L}\p{N}]+/u)]
  })
  return [...new Set(all)].filter(({ length }) => length >= MIN_PERSONAL_WORD_CHARACTERS)
}
