import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob, resolve } from 'node:path'
import { z } from 'zod'

const ROOT = resolve(import.meta.dirname, '../..')
const command = z.array(z.string()).min(1)

export type Stage = {
  image: string
  user: string | undefined
  environment: Record<string, string>
  /** COPY instructions: from the machine, or with --from from an earlier stage. */
  copies: { stage: string | undefined; from: string[]; to: string }[]
  runs: string[]
  command: string[]
  health: string[]
}

/** Reads the stages of this project's Dockerfile, in order. Throws at an unknown instruction. */
export function readDockerfile(): Stage[] {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replaceAll(/\\\n\s*/g, '')
  const stages: Stage[] = []
  for (const line of text.split('\n').filter((candidate) => /^[A-Z]/.test(candidate))) {
    const [, instruction = '', rest = ''] = /^(\w+) +(.*)$/.exec(line) ?? []
    if (instruction === 'FROM') stages.push(stageOf(rest))
    else readInstruction(stages.at(-1), instruction, rest)
  }
  return stages
}

function stageOf(rest: string): Stage {
  const image = rest.split(' ')[0] ?? ''
  return { image, user: undefined, environment: {}, copies: [], runs: [], command: [], health: [] }
}

function readInstruction(stage: Stage | undefined, instruction: string, rest: string): void {
  if (!stage) throw new Error(`${instruction} before FROM`)
  const words = rest.split(' ')
  switch (instruction) {
    case 'ENV':
      for (const word of words) {
        const [name = '', value = ''] = word.split('=')
        stage.environment[name] = value
      }
      break
    case 'COPY': {
      const from = words.find((word) => word.startsWith('--from='))
      const paths = words.filter((word) => !word.startsWith('--'))
      stage.copies.push({
        stage: from?.slice('--from='.length),
        from: paths.slice(0, -1),
        to: paths.at(-1) ?? '',
      })
      break
    }
    case 'RUN':
      stage.runs.push(rest)
      break
    case 'USER':
      stage.user = rest
      break
    case 'CMD':
      stage.command = command.parse(JSON.parse(rest))
      break
    case 'HEALTHCHECK':
      stage.health = command.parse(JSON.parse(rest.slice(rest.indexOf('CMD ') + 4)))
      break
    case 'WORKDIR':
    case 'EXPOSE':
      break
    default:
      throw new Error(`Unknown instruction: ${instruction}.`)
  }
}

/** The files that `COPY . .` copies: the top level of the project without the entries of .dockerignore. */
export function dockerContext(): string[] {
  const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
  return readdirSync(ROOT).filter((name) => !ignored.some((pattern) => matchesGlob(name, pattern)))
}

/**
 * Copies the files that a stage takes from an earlier one, whose folder is the project's, into an empty folder. @returns that
 * folder.
 */
export function assemble({ copies }: Stage, project = ROOT): string {
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  for (const { from, to } of copies) {
    for (const source of from)
      cpSync(join(project, source.replace(/^\/app\//, '')), join(folder, to), { recursive: true })
  }
  return folder
}
