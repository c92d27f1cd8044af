import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** Where the words are listed or quoted, and released text that cannot change. */
const EXEMPT = [
  'CHANGELOG.md',
  'docs/style.md',
  'package-lock.json',
  'supabase/migrations/',
  'tests/unit/words.test.ts',
]

/** Words that docs/style.md replaces. */
const AVOIDED = [
  /\bopenDoor\b/,
  /vouch/i,
  /\b(?:MOST|LEAST|SHORTEST|KEPT)_/,
  /\boncePerProcess\b/,
  /\bseeOther\b/,
  /\bslow[ -]lane\b/i,
  /\bcounterOf\b/,
  /\bgiveBack\b/,
  /\btakenAttempt\b/,
  /\btakeTurn\b/,
  // /account/fresh-login redirects.
  /(?<!\/)\bfresh[- ]login\b/i,
  /\bfreshLogin\b/,
  /\bcookieless\b/i,
  /\bGo on\b|\bgoOn/,
  /\bdoor\b/i,
  /\bby mail\b/i,
  /\b(?:no|some|every|any)body(?:\b|(?=[A-Z]))/i,
  /\bwhoever\b/i,
  /\bbegun\b/i,
  /\baskFor[A-Z]/,
  /emailPause|EMAIL_PAUSE/,
]

/** The same in prose only: code and test data may use these as names. */
const AVOIDED_IN_PROSE = [
  /\bmails?\b(?!\.go)/i,
  /\bstrangers?\b/i,
  /\bas far as\b/i,
  /\bmay well\b/i,
  /\bwho asks\b/i,
  /\bvisitors? of\b/i,
  /\b(?:its|their|one’s) own (?:accord|words)\b/i,
  /\bput aside\b/i,
  /\bways? (?:in|to sign in)\b/i,
]

/** The same in the comments of the app. */
const AVOIDED_IN_APP_COMMENTS = [/\btold\b/i, /\brefused\b/i]

/** The comment or the test title in a line of code; the whole line of a document. */
function proseOf(path: string, line: string): string {
  if (path.endsWith('.md')) return line
  const title = /\b(?:it|test|describe)\b[^'"`]*\(\s*(['"`])(?<title>.*?)\1/.exec(line)?.groups?.title
  return /(?:^\s*\*|\/\/ |\/\*).*/.exec(line)?.[0] ?? title ?? ''
}

function linesWith(word: RegExp, textOf = (_path: string, line: string) => line): string[] {
  return files.flatMap((path) =>
    readFileSync(resolve(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => (word.test(textOf(path, line)) ? [`${path}:${index + 1}`] : [])),
  )
}

/** Not part of the project: dependencies, build output, and dot folders. */
const IGNORED = /^(\..*|node_modules|dist|screenshots|test-results|playwright-report|certificates)$/

const filesIn = (folder: string): string[] =>
  readdirSync(resolve(root, folder), { withFileTypes: true })
    .filter(({ name }) => !IGNORED.test(name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      return entry.isDirectory() ? filesIn(path) : [path]
    })

const files = filesIn('')
  .filter((path) => /\.(tsx?|mjs|css|md|sql|html|toml|json|yml|http)$/.test(path))
  .filter((path) => !EXEMPT.some((exempt) => path.startsWith(exempt)))

describe('the words to avoid', () => {
  it('are searched for in every file', () => expect(files.length).toBeGreaterThan(500))

  it.each(AVOIDED.map((word) => [word.source, word] as const))('%s does not occur', (_, word) => {
    expect(linesWith(word), 'docs/style.md has the word to use instead').toEqual([])
  })

  it.each(AVOIDED_IN_PROSE.map((word) => [word.source, word] as const))(
    '%s occurs in no prose',
    (_, word) => {
      const proseFiles = linesWith(word, (path, line) =>
        /\.(tsx?|md)$/.test(path) ? proseOf(path, line) : '',
      )
      expect(proseFiles, 'docs/style.md has the word to use instead').toEqual([])
    },
  )

  it.each(AVOIDED_IN_APP_COMMENTS.map((word) => [word.source, word] as const))(
    '%s occurs in no comment of the app',
    (_, word) => {
      const appFiles = linesWith(word, (path, line) =>
        /^(app|utils)\//.test(path) ? proseOf(path, line) : '',
      )
      expect(appFiles, 'docs/style.md has the word to use instead').toEqual([])
    },
  )
})
