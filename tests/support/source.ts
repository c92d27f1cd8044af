import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseAst } from 'vitest/node'
import { z } from 'zod'

const ROOT = resolve(import.meta.dirname, '../..')

export type Source = { path: string; text: string }

/** Every TypeScript file below some folders of the project, with its path from the root. */
export function sourcesIn(...folders: string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => {
        const file = join(entry.parentPath, entry.name)
        return { path: relative(ROOT, file), text: readFileSync(file, 'utf8') }
      }),
  )
}

type Program = ReturnType<typeof parseAst>
type Statement = Program['body'][number]
export type FunctionNode = Extract<Statement, { generator: boolean }>

export type Module = {
  /** True for 'use server' or 'use client' at the top. */
  directive: string | null
  imports: { from: string; names: string[]; typeOnly: boolean }[]
  /** Its exports by name: a function, the result of a call, a re-export, or something else. */
  exports: Map<string, Exported>
  text: string
}

export type Exported =
  | { kind: 'function'; node: FunctionNode }
  | { kind: 'call'; of: string; options: Options }
  | { kind: 'from'; module: string }
  | { kind: 'other' }

/** The first argument of a call, an object literal, by key: the value of a literal, otherwise COMPUTED. */
export type Options = Record<string, unknown>

export const COMPUTED = Symbol('computed')

/** Parses a module. Throws if it is not TypeScript. */
export function readModule({ path, text }: Source): Module {
  const { body } = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' })
  const functions = new Map<string, FunctionNode>()
  const module: Module = { directive: null, imports: [], exports: new Map(), text }
  for (const statement of body) {
    const declared = 'declaration' in statement && statement.declaration ? statement.declaration : statement
    if (declared.type === 'FunctionDeclaration' && declared.id)
      functions.set(declared.id.name, declared as FunctionNode)
  }
  for (const statement of body) readStatement(statement, functions, module)
  return module
}

function readStatement(statement: Statement, functions: Map<string, FunctionNode>, module: Module): void {
  if (statement.type === 'ExpressionStatement' && 'directive' in statement && statement.directive)
    module.directive ??= String(statement.directive)
  if (statement.type === 'ImportDeclaration') {
    const names = statement.specifiers.map(({ local }) => local.name)
    const typeOnly = 'importKind' in statement && statement.importKind === 'type'
    module.imports.push({ from: String(statement.source.value), names, typeOnly })
  }
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement
    module.exports.set(
      'default',
      declaration.type === 'FunctionDeclaration'
        ? { kind: 'function', node: declaration as FunctionNode }
        : { kind: 'other' },
    )
  }
  if (statement.type !== 'ExportNamedDeclaration') return
  if ('exportKind' in statement && statement.exportKind === 'type') return
  for (const { local, exported } of statement.specifiers) {
    const [inner, outer] = [nameOf(local), nameOf(exported)]
    const node = functions.get(inner)
    if (statement.source) module.exports.set(outer, { kind: 'from', module: String(statement.source.value) })
    else module.exports.set(outer, node ? { kind: 'function', node } : { kind: 'other' })
  }
  const { declaration } = statement
  if (declaration?.type === 'FunctionDeclaration' && declaration.id)
    module.exports.set(declaration.id.name, { kind: 'function', node: declaration as FunctionNode })
  if (declaration?.type === 'VariableDeclaration')
    for (const { id, init } of declaration.declarations) {
      const names =
        id.type === 'ObjectPattern' ? id.properties.flatMap(keyOf) : id.type === 'Identifier' ? [id.name] : []
      const called =
        init?.type === 'CallExpression' && init.callee.type === 'Identifier' ? init.callee.name : null
      for (const name of names)
        module.exports.set(
          name,
          called ? { kind: 'call', of: called, options: optionsOf(init) } : { kind: 'other' },
        )
    }
}

const objectLiteral = z.object({
  type: z.literal('ObjectExpression'),
  properties: z.array(
    z.object({
      key: z.object({ name: z.string() }),
      value: z.object({ type: z.string(), value: z.unknown().optional() }),
    }),
  ),
})

/** None if the argument is not an object literal or spreads another one. */
function optionsOf(call: unknown): Options {
  const { arguments: [first] = [] } = z.object({ arguments: z.array(z.unknown()) }).parse(call)
  const object = objectLiteral.safeParse(first).data
  return Object.fromEntries(
    (object?.properties ?? []).map(({ key, value }) => [
      key.name,
      value.type === 'Literal' ? value.value : COMPUTED,
    ]),
  )
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.name ?? String(node.value)
}

function keyOf(property: object): string[] {
  const named = z.object({ key: z.object({ name: z.string() }) }).safeParse(property)
  return named.success ? [named.data.key.name] : []
}

/**
 * The functions that a function awaits before anything else can happen: calls that are statements in its body, or the whole
 * right side of one, outside conditions, loops, try blocks, and nested functions.
 */
export function awaitedFirst({ body }: FunctionNode): string[] {
  const awaited: string[] = []
  for (const statement of body?.body ?? []) {
    const expressions =
      statement.type === 'ExpressionStatement'
        ? [statement.expression]
        : statement.type === 'VariableDeclaration'
          ? statement.declarations.map(({ init }) => init)
          : []
    for (const expression of expressions)
      if (
        expression?.type === 'AwaitExpression' &&
        expression.argument.type === 'CallExpression' &&
        expression.argument.callee.type === 'Identifier'
      )
        awaited.push(expression.argument.callee.name)
  }
  return awaited
}
