/** `icon-` and the name at https://lucide.dev, written out, so that Tailwind finds it (app/ui/icon-plugin.ts). */
export type IconName = `icon-${string}`

type IconProps = { name: IconName; className?: string }

/** An icon in the color of the text. Decorative: the text next to it says the same. */
export function Icon({ name, className = 'size-5' }: IconProps) {
  return <span aria-hidden="true" className={`icon ${name} ${className}`} />
}
