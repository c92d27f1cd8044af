import { initials } from './initials'

const COLORS = [
  'bg-avatar-0',
  'bg-avatar-1',
  'bg-avatar-2',
  'bg-avatar-3',
  'bg-avatar-4',
  'bg-avatar-5',
] as const

const SIZES = { small: 'size-7 text-xs', medium: 'size-9 text-sm', large: 'size-16 text-title' }

type AvatarProps = {
  /** The name or email address, which determines the initials and the color. */
  name: string
  /** The URL of the user's picture. While it does not load, the initials are visible. */
  picture?: string | undefined
  size?: keyof typeof SIZES
}

/** A user's picture or initials. Decorative: the name is next to it. */
export function Avatar({ name, picture, size = 'medium' }: AvatarProps) {
  const sum = [...name].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0)
  return (
    <span
      aria-hidden="true"
      className={`relative flex shrink-0 items-center justify-center overflow-hidden rounded-full font-semibold text-white select-none ${SIZES[size]} ${COLORS[sum % COLORS.length]}`}
    >
      {initials(name)}
      {/* Without a width, which would make browsers show a symbol for a picture that does not load. */}
      {/* biome-ignore lint/performance/noImgElement: pictures are stored in one size. */}
      {picture && <img src={picture} alt="" className="absolute inset-0 max-w-full" />}
    </span>
  )
}
