import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const markdownIn = (folder: string, recursive = true) =>
  readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))

const documents = [...markdownIn('.', false), ...markdownIn('docs'), 'supabase/local/README.md']
const { scripts } = JSON.parse(read('package.json'))

/** The text without code blocks, in which brackets have another meaning. */
const prose = (text: string) => text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '')

/** GitHub's anchor of a heading. */
const anchors = (text: string) =>
  [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

/** The broken internal links of a document. */
function broken(document: string, text: string): string[] {
  const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [path = '', anchor] = link.split('#')
    const target = path ? join(dirname(document), decodeURI(path)) : document
    if (!existsSync(join(root, target))) return true
    return anchor !== undefined && !anchors(target === document ? text : read(target)).includes(anchor)
  })
}

/** The files and modules that a document names in code and that do not exist. Patterns and placeholders are skipped. */
function missing(text: string): string[] {
  const named = [...prose(text).matchAll(/`((?:app|utils|supabase|tests|docs|public)\/[^`\s]+)`/g)]
  return named.map(([, path = '']) => path).filter((path) => !/[*<{]|\.temp\b/.test(path) && !isThere(path))
}

const isThere = (path: string) => [path, `${path}.ts`].some((candidate) => existsSync(join(root, candidate)))

/** The npm scripts that a text names and package.json does not contain. */
function unknownScripts(text: string): string[] {
  const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
  return named.filter((name) => !(name in scripts))
}

describe.each(documents)('%s', (document) => {
  const text = read(document)
  it('has no broken link', () => expect(broken(document, text)).toEqual([]))
  it('names no missing file', () => expect(missing(text)).toEqual([]))
  it('names no missing script', () => expect(unknownScripts(text)).toEqual([]))
})

describe('the documents', () => {
  it('exist', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/deploy.md', 'CONTRIBUTING.md']))
  })

  it('are all reachable from the README', () => {
    const reached = new Set<string>()
    const visit = (document: string) => {
      if (reached.has(document) || !existsSync(join(root, document))) return
      reached.add(document)
      for (const [, link = ''] of read(document).matchAll(/\]\(([^)\s#]+\.md)[^)]*\)/g))
        if (!/^[a-z]+:/.test(link)) visit(join(dirname(document), link))
    }
    visit('README.md')
    expect(documents.filter((document) => !reached.has(document))).toEqual([])
  })

  it('name every script', () => {
    const all = documents.map(read).join('\n')
    // npm runs those that start with "pre" by itself.
    const commands = Object.keys(scripts).filter((name) => !(name.slice('pre'.length) in scripts))
    const untold = commands.filter(
      (name) =>
        !all.includes(`npm run ${name}`) && !all.includes(`npm ${name}`) && !all.includes(`\`${name}\``),
    )
    expect(untold).toEqual([])
  })
})

describe('the checks detect', () => {
  it('a missing link target, anchor, file, and script', () => {
    expect(broken('README.md', '[a](docs/none.md) [b](#none)\n# There\n[c](#there)')).toEqual([
      'docs/none.md',
      '#none',
    ])
    expect(missing('`utils/none.ts` and `utils/env.ts` and `utils/*.ts`')).toEqual(['utils/none.ts'])
    expect(unknownScripts('npm run none, npm run dev')).toEqual(['none'])
  })
})
