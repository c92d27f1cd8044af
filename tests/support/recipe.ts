import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
/** Excluded from a copy: build output, dependencies, dot files. */
const EXCLUDED = /^(\..*|node_modules|test-results|playwright-report|certificates)$/

/** One step of a recipe. */
export type Step =
  | { kind: 'run'; command: string }
  | { kind: 'write'; path: string; text: string }
  | { kind: 'edit'; path: string; hunks: { before: string; after: string }[] }
  | { kind: 'unlink'; href: string }

/** Reads the recipes of a Markdown document: the steps below each second-level heading, in order. */
export function readRecipes(markdown: string): Map<string, Step[]> {
  const recipes = new Map<string, Step[]>()
  for (const section of markdown.split(/^## /m).slice(1)) {
    const [title = ''] = section.split('\n', 1)
    const steps: Step[] = []
    const parts = section.matchAll(/^```(\w+)\n([\s\S]*?)^```$|Remove the links to `([^`]+)`/gm)
    for (const [, language = '', body = '', href] of parts)
      steps.push(...(href ? [{ kind: 'unlink', href } as const] : stepsOf(language, body)))
    recipes.set(title, steps)
  }
  return recipes
}

/** The name of a recipe on the command line, like GitHub's anchor of its heading. */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}

function stepsOf(language: string, body: string): Step[] {
  if (language === 'sh') return [{ kind: 'run', command: body }]
  const [first = ''] = body.split('\n', 1)
  const path = first.replace(/^(#|--|\/\/) /, '')
  const text = body.slice(first.length + 1)
  return [language === 'diff' ? { kind: 'edit', path, hunks: hunksOf(text) } : { kind: 'write', path, text }]
}

function hunksOf(text: string) {
  return text.split(/^@@.*\n/m).map((hunk) => {
    const lines = hunk.split('\n').slice(0, -1)
    const side = (drop: string) =>
      lines.flatMap((line) => (line.startsWith(drop) ? [] : [`${line.slice(1)}\n`])).join('')
    return { before: side('+'), after: side('-') }
  })
}

/** Copies this project into one of its folders, where it uses the same packages. */
export function copyProject(name: string): string {
  const copy = join(ROOT, '.recipes', name)
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  const entries = readdirSync(ROOT).filter((entry) => !EXCLUDED.test(entry))
  for (const entry of [...entries, '.env.local.example', '.nvmrc', '.gitignore', '.dockerignore', '.github'])
    cpSync(join(ROOT, entry), join(copy, entry), {
      recursive: true,
      filter: (path) => !path.includes('/.temp'),
    })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Test files as parameters of a command. */
export function testFiles(folder: 'integration' | 'long', names: string[]): string {
  return names.map((name) => `tests/${folder}/${name}.test.ts`).join(' ')
}

/** Runs a command in a copy, as in a terminal of its own. Throws with the output if it fails. */
export function runIn(folder: string, command: string, env: Record<string, string> = {}): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `unset NODE_ENV VITEST\n${command}`], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
  })
  if (status !== 0) throw new Error(`${command}: ${status}\n${stdout}${stderr}`)
}

/**
 * Follows a recipe in a folder. In the name of a migration, YYYYMMDDHHMMSS becomes the current time.
 *
 * @throws if a file differs from what the recipe expects, or a command fails.
 */
export function followRecipe(steps: Step[], folder: string): void {
  for (const step of steps) {
    switch (step.kind) {
      case 'run':
        execFileSync('sh', ['-ec', step.command], { cwd: folder, stdio: 'pipe', encoding: 'utf8' })
        break
      case 'write': {
        const path = join(
          folder,
          step.path.replace('YYYYMMDDHHMMSS', () => migrationTime(folder)),
        )
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, step.text)
        break
      }
      case 'edit':
        for (const { before, after } of step.hunks) edit(join(folder, step.path), before, after)
        break
      case 'unlink':
        unlink(join(folder, 'app'), step.href)
    }
  }
}

/** The time stamp of a new migration: now, but after every migration that exists. */
function migrationTime(folder: string): string {
  const migrations = join(folder, 'supabase/migrations')
  const existing = existsSync(migrations) ? readdirSync(migrations) : []
  const last = Math.max(0, ...existing.map((name) => Number(/^\d{14}/.exec(name)?.[0] ?? 0)))
  const now = Number(new Date().toISOString().replace(/\D/g, '').slice(0, 14))
  return String(Math.max(now, last + 1))
}

function edit(path: string, before: string, after: string): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const found = text.split(before).length - 1
  if (found !== 1) throw new Error(`${path} contains this ${found} times instead of once:\n${before}`)
  writeFileSync(
    path,
    text.replace(before, () => after),
  )
}

/** Removes the elements and list entries that link to a page. */
function unlink(folder: string, href: string): void {
  const element = new RegExp(`\\n *<Link(?:(?!</Link>)[\\s\\S])*?href="${href}"[\\s\\S]*?</Link>`, 'g')
  const entry = new RegExp(`\\n *\\{ href: '${href}',[^}]*\\},?(?=\\n)`, 'g')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(name)) continue
    const text = readFileSync(join(folder, name), 'utf8')
    const without = text.replaceAll(element, '').replaceAll(entry, '')
    if (without !== text) writeFileSync(join(folder, name), without)
    if (without.includes(`"${href}"`) || without.includes(`'${href}'`))
      throw new Error(`${name} still links to ${href}.`)
  }
}
