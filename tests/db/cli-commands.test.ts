import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../supabase/scripts/project-root.ts'
import { runSupabase } from '../support/supabase-cli.ts'

const read = (path: string) => readFileSync(resolve(projectRoot, path), 'utf8')
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'supabase/local/README.md',
  '.github/workflows/ci.yml',
].concat(
  readdirSync(resolve(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
)

/** These documents change a hosted project; all others use the local machine. */
const goingLive = (document: string, text: string, at: number) =>
  document === 'docs/deploy.md' ||
  (document === 'docs/identity-providers.md' && at < text.indexOf('\n## In development')) ||
  (document === 'README.md' && text.lastIndexOf('\n## ', at) === text.indexOf('\n## Going live'))

type Documented = { words: string; document: string; hosted: boolean }

function commandsOf(document: string, text: string): Documented[] {
  return [...text.matchAll(/npx supabase ((?:--[\w-]+=<\w+>|[\w./-]+|<\w+>|[ ,])+)/g)].map((found) => ({
    words: (found[1] ?? '').replace(/[ ,.]+$/, ''),
    document,
    hosted: goingLive(document, text, found.index),
  }))
}

const helps = new Map<string, Promise<string>>()
function help(subcommands: string): Promise<string> {
  const known =
    helps.get(subcommands) ?? runSupabase([...subcommands.split(' '), '--help'], { cwd: projectRoot })
  helps.set(subcommands, known)
  return known
}

const section = (text: string, title: string) =>
  new RegExp(`^${title}\\n([\\s\\S]*?)(?=^[A-Z]|(?![\\s\\S]))`, 'm').exec(text)?.[1] ?? ''

const entries = (text: string, title: string) =>
  [...section(text, title).matchAll(/^ {2}([\w-]+(?:, [\w-]+)*)/gm)].flatMap(([, names = '']) =>
    names.split(', '),
  )

/** The problems of a documented command, according to the help of the pinned CLI. */
async function wrongWith({ words, hosted }: Documented): Promise<string[]> {
  const [, subcommands = ''] = /^(.*?)(?: -|$)/.exec(words) ?? []
  const text = await help(subcommands)
  if (section(text, 'USAGE').trim().replace(/ \[.*/, '') !== `supabase ${subcommands}`)
    return ['no such command']
  const problems: string[] = []
  const flags = entries(text, 'FLAGS').concat(entries(text, 'GLOBAL FLAGS'))
  const given = [...words.matchAll(/(?<= )--?[\w-]+/g)].map(([flag]) => flag)
  for (const flag of given) if (!flags.includes(flag)) problems.push(`no flag ${flag}`)
  const target = section(text, 'TARGET')
  const remote = given.includes('--remote')
  const acts =
    /^ *Remote only/m.test(target) || remote ? 'hosted' : /^ *Local/m.test(target) ? 'local' : undefined
  if (remote && /^ *Local only/m.test(target)) problems.push('works on the local stack alone')
  if (acts && (acts === 'hosted') !== hosted) problems.push(`acts on the ${acts} project`)
  if (subcommands.startsWith('config ') && !words.includes('--workdir supabase'))
    problems.push('reads the settings of a developer’s machine')
  return problems
}

describe('every documented command of the Supabase CLI', () => {
  const documented = documents.flatMap((document) => commandsOf(document, read(document)))

  it('is found', () => {
    expect(documented.map(({ words }) => words)).toEqual(
      expect.arrayContaining([
        'start',
        'db push --remote=<ref>',
        'config push --workdir supabase --remote=<ref>',
      ]),
    )
  })

  it.each(documented)('exists and has the effect that $document describes: $words', async (command) => {
    expect(await wrongWith(command)).toEqual([])
  })
})

describe('an incorrect command is detected', () => {
  it.each([
    ['bd push', true, ['no such command']],
    ['db push --db-url <address>', true, ['no flag --db-url', 'acts on the local project']],
    ['db push', true, ['acts on the local project']],
    ['db reset --remote', false, ['acts on the hosted project']],
    [
      'start --remote',
      false,
      ['no flag --remote', 'works on the local stack alone', 'acts on the hosted project'],
    ],
    ['config push --remote=<ref>', true, ['reads the settings of a developer’s machine']],
  ])('%s', async (words, hosted, problems) => {
    expect(await wrongWith({ words, hosted, document: '' })).toEqual(problems)
  })
})
