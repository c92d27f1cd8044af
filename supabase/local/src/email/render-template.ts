/** What a template may name: `{{ .Token }}`, or `{{ .Data.first_name }}` for a nested value. */
export type TemplateValues = { [name: string]: unknown }

const action = /\{\{-?\s*(.*?)\s*-?\}\}/g

/**
 * Fills an email template the way the Auth server's template language (Go's html/template) does: values are escaped for
 * HTML, percent-encoded inside a link's query, and `{{ if .X }} … {{ else }} … {{ end }}` is understood.
 * @returns the text. Throws an Error for anything else between the braces, rather than sending it to a reader.
 */
export function renderTemplate(template: string, values: TemplateValues): string {
  const shown = [true]
  let filled = ''
  let end = 0
  for (const match of template.matchAll(action)) {
    if (shown.at(-1)) filled += template.slice(end, match.index)
    end = match.index + match[0].length
    const word = match[1] ?? ''
    const condition = /^if\s+(\.[\w.]+)$/.exec(word)?.[1]
    if (condition) shown.push((shown.at(-1) ?? true) && Boolean(lookUp(values, condition)))
    else if (word === 'else') shown.push(!shown.pop() && (shown.at(-1) ?? false))
    else if (word === 'end') shown.pop()
    else if (!/^\.[\w.]+$/.test(word))
      throw new Error(`The email template holds {{ ${word} }}, which is not understood`)
    else if (shown.at(-1)) filled += escapeFor(filled, String(lookUp(values, word) ?? ''))
  }
  if (shown.length !== 1) throw new Error('The email template has an if without its end')
  return filled + template.slice(end)
}

function lookUp(values: TemplateValues, path: string): unknown {
  return path
    .slice(1)
    .split('.')
    .reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), values)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** `before` decides: inside a link's query a value may not bring characters that have a meaning there. */
function escapeFor(before: string, value: string): string {
  const link = /\b(?:href|src)\s*=\s*"([^"]*)$/i.exec(before)?.[1]
  return link !== undefined && /[?#]/.test(link) ? encodeURIComponent(value) : escapeHtml(value)
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;')
}
