import 'server-only'
import type { IconNode } from 'lucide'
import { createElement } from 'react'

type IconProps = { node: IconNode; className?: string }

/**
 * A Lucide icon (https://lucide.dev) as inline SVG. Decorative: the text next to it says the same. Rendered on the server only,
 * without JavaScript; a Client Component takes it as a child.
 */
export function Icon({ node, className = 'size-5' }: IconProps) {
  const shapes = node.map(([tag, attributes]) => createElement(tag, attributes))
  const attributes = { viewBox: '0 0 24 24', 'aria-hidden': true, className: `icon ${className}` }
  return createElement('svg', attributes, ...shapes)
}
