/** A change to the text of a function or policy: its description and the whole new text. */
export type Change = { name: string; text: string }

type Token = { text: string; word: string; start: number; end: number; depth: number }

// Dollar quotes count as separators, so that quoted SQL is changed too.
const TOKEN = /--[^\n]*|'(?:[^']|'')*'|"[^"]*"|\$[a-z]+\$|[A-Za-z_][\w.]*|\$?\d+(?:\.\d+)?|\s+|./gsu
const STARTS = new Set(['where', 'and', 'or', 'if', 'elsif', 'when', 'on'])
const ENDS = new Set([
  ...[
    'and',
    'or',
    'then',
    'else',
    'end',
    'where',
    'from',
    'group',
    'order',
    'limit',
    'returning',
    'window',
    'having',
  ],
  ...['union', 'on', 'join', 'left', 'inner', 'cross', 'when', 'for', 'loop', ';', ','],
])
/** Statements with an effect. RAISE is excluded: its condition is changed instead. */
const EFFECTS = new Set(['perform', 'insert', 'update', 'delete', 'execute', 'select'])
const STATEMENT_FOLLOWS = new Set([';', 'then', 'else', 'begin', 'loop'])

/**
 * Replaces each condition in a function body or policy expression: an operand of AND by true, an operand of OR by false, and a
 * condition of IF by each of the two.
 */
export function withoutConditions(sql: string): Change[] {
  const tokens = tokensOf(sql)
  return tokens.flatMap((token, index) => {
    if (!startsCondition(tokens, index)) return []
    const end = endOf(tokens, index + 1)
    const operands = operandsOf(tokens.slice(index + 1, end))
    return operands.flatMap(({ first, last, join }) => {
      const values =
        join === 'and'
          ? ['true']
          : join === 'or'
            ? ['false']
            : token.word === 'where' || token.word === 'on'
              ? ['true']
              : ['true', 'false']
      return values.map((value) => replaced(sql, first, last, value))
    })
  })
}

/** Removes each statement with an effect, one at a time, and each exception handler. */
export function withoutStatements(body: string): Change[] {
  const tokens = tokensOf(body)
  return tokens.flatMap((token, index) => {
    const before = tokens[index - 1]
    if (token.word === 'exception' && tokens[index + 1]?.word === 'when') {
      const end = tokens.findIndex(
        ({ word, depth }, at) =>
          at > index &&
          word === 'end' &&
          depth === token.depth &&
          !/^(if|loop|case)$/.test(tokens[at + 1]?.word ?? ''),
      )
      const last = tokens[end - 1]
      return last ? [replaced(body, token, last, '')] : []
    }
    const isAssigned = tokens[index + 1]?.text === ':' && tokens[index + 2]?.text === '='
    if (!before || !STATEMENT_FOLLOWS.has(before.word) || !(EFFECTS.has(token.word) || isAssigned)) return []
    if (!tokens.slice(0, index).some(({ word }) => word === 'begin')) return []
    const end = tokens.findIndex(({ text, depth }, at) => at > index && text === ';' && depth <= token.depth)
    const last = tokens[end - 1]
    return last ? [replaced(body, token, last, 'null')] : []
  })
}

/** Removes each row lock. */
export function withoutLocks(body: string): Change[] {
  return [
    ...body.matchAll(
      /for (?:no key )?update(?: skip locked| nowait)?|for (?:key )?share|lock table [^;]+;/gi,
    ),
  ].map((match) => ({
    name: `${match[0]} → nothing`,
    text: body.slice(0, match.index) + body.slice(match.index + match[0].length),
  }))
}

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  let depth = 0
  for (const { 0: text, index: start } of sql.matchAll(TOKEN)) {
    if (/^(\s|--)/.test(text)) continue
    const word = text.toLowerCase()
    // END closes a CASE, but also a block, IF and LOOP, which open no depth.
    const closes = /^[)\]]$/.test(text) || (word === 'end' && isOpenCase(tokens, depth))
    if (closes) depth -= 1
    tokens.push({ text, word, start, end: start + text.length, depth })
    if (/^[([]$/.test(text) || (word === 'case' && !endsStatement(tokens))) depth += 1
  }
  return tokens
}

const endsStatement = (tokens: Token[]) => tokens.at(-2)?.word === 'end'

function isOpenCase(tokens: Token[], depth: number): boolean {
  const opened = tokens.findLast((token) => token.depth === depth - 1 && /^(case|\(|\[)$/.test(token.word))
  return opened?.word === 'case'
}

function startsCondition(tokens: Token[], index: number): boolean {
  const { word, depth } = tokens[index] as Token
  if (!STARTS.has(word) || word === 'and' || word === 'or') return false
  const [before, after] = [tokens[index - 1]?.word, tokens[index + 1]?.word]
  if (word === 'on') return after !== 'conflict' && after !== 'constraint'
  if (word === 'if') return before !== 'end'
  if (word === 'where') return !isIndexPredicate(tokens, index)
  if (word !== 'when') return true
  // CASE with a subject compares values, and EXCEPTION WHEN names an error.
  if (before === 'exception') return false
  const opened = tokens
    .slice(0, index)
    .findLastIndex((token) => token.word === 'case' && token.depth === depth - 1)
  return opened !== -1 && tokens[opened + 1]?.word === 'when'
}

/** `on conflict (email) where status = 'pending'` names a partial index and filters nothing. */
function isIndexPredicate(tokens: Token[], where: number): boolean {
  const closing = tokens[where - 1]
  const opening = tokens.findLastIndex(
    ({ text, depth }, at) => at < where && text === '(' && depth === closing?.depth,
  )
  return closing?.text === ')' && tokens[opening - 1]?.word === 'conflict'
}

function endOf(tokens: Token[], from: number): number {
  const depth = tokens[from]?.depth ?? 0
  const end = tokens.findIndex((token, index) => {
    if (index < from) return false
    if (token.depth < depth || /^\$[a-z]+\$$/.test(token.text)) return true
    return token.depth === depth && token.word !== 'and' && token.word !== 'or' && isEnd(tokens, index)
  })
  return end === -1 ? tokens.length : end
}

function isEnd(tokens: Token[], index: number): boolean {
  const { word } = tokens[index] as Token
  if (!ENDS.has(word)) return false
  // `is distinct from`, and the function left().
  return (
    !(word === 'from' && tokens[index - 1]?.word === 'distinct') &&
    !(word === 'left' && tokens[index + 1]?.text === '(')
  )
}

type Operand = { first: Token; last: Token; join: string | undefined }

function operandsOf(condition: Token[]): Operand[] {
  const depth = condition[0]?.depth
  const joins: number[] = []
  let isBetween = false
  condition.forEach(({ word, depth: own }, index) => {
    if (own !== depth) return
    if (word === 'between') isBetween = true
    else if (word === 'and' && isBetween) isBetween = false
    else if (word === 'and' || word === 'or') joins.push(index)
  })
  const edges = [-1, ...joins, condition.length]
  return edges.slice(0, -1).flatMap((edge, number) => {
    const [first, last] = [condition[edge + 1], condition[(edges[number + 1] ?? 0) - 1]]
    if (!first || !last) return []
    const around = [condition[edge]?.word, condition[edges[number + 1] ?? 0]?.word]
    const own = {
      first,
      last,
      join: around.includes('and') ? 'and' : around.includes('or') ? 'or' : undefined,
    }
    return [own, ...insideParentheses(condition.slice(edge + 1, edges[number + 1]))]
  })
}

/** Conditions in parentheses, as in `a and (b or c)`. */
function insideParentheses(operand: Token[]): Operand[] {
  const isGroup = operand[0]?.text === '(' && operand.at(-1)?.text === ')'
  const inner = operand.slice(1, -1)
  if (!isGroup || inner.some(({ depth }) => depth <= (operand[0]?.depth ?? 0)) || inner[0]?.word === 'select')
    return []
  return operandsOf(inner).filter(({ join }) => join !== undefined)
}

function replaced(sql: string, first: Token, last: Token, value: string): Change {
  const removed = sql.slice(first.start, last.end).replace(/\s+/g, ' ')
  return {
    name: `${removed} → ${value || 'nothing'}`,
    text: sql.slice(0, first.start) + value + sql.slice(last.end),
  }
}
