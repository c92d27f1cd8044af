import 'server-only'
import type { IconNode } from 'lucide'
import { createElement } from 'react'

type IconProps = { node: IconNode; className?: string }

/**
 * A Lucide icon (https://lucide.dev) as inline SVG. Decorative: the text next to it says the same. Rendered on the server only,
 * without JavaScript; a Client Component takes it as a child.
 */
export function Icon({ node, className = 'size-5' }: IconProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className={`shrink-0 ${className}`}
    >
      {node.map(([tag, attributes], index) => createElement(tag, { key: `${tag}${index}`, ...attributes }))}
    </svg>
  )
}
