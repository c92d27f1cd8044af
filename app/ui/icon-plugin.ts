import { type IconNode, icons } from 'lucide'
import plugin from 'tailwindcss/plugin'

/**
 * Tailwind's `icon-<name>` classes, one per icon of https://lucide.dev: `icon-trash-2` sets `--icon`, the mask of app/globals.css, to
 * that icon. The style sheet contains the icons whose classes the source names. Pages contain only the class, because Next.js
 * sends everything that a page contains twice: as HTML and as payload.
 */
export default plugin(({ matchUtilities }) => {
  const values = Object.fromEntries(
    Object.entries(icons).map(([name, node]) => [kebabCase(name), toUrl(node)]),
  )
  matchUtilities({ icon: (url: string) => ({ '--icon': url }) }, { values })
})

/** The name at lucide.dev: Trash2 is trash-2. */
function kebabCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Z])/g, '-').toLowerCase()
}

const ATTRIBUTES = {
  xmlns: 'http://www.w3.org/2000/svg',
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'black',
  'stroke-width': 1.75,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
}

function toUrl(node: IconNode): string {
  const shapes = node.map(([tag, attributes]) => `<${tag}${toText(attributes)}/>`).join('')
  const svg = `<svg${toText(ATTRIBUTES)}>${shapes}</svg>`
  return `url("data:image/svg+xml,${svg.replace(/[<>#%]/g, encodeURIComponent)}")`
}

function toText(attributes: Record<string, string | number | undefined>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}='${value}'`)
    .join('')
}
