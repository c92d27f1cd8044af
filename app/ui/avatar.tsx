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
  /** The name or email address, which determines the color. */
  name: string
  size?: keyof typeof SIZES
}

/** A user's initials. Decorative: the name is next to it. */
export function Avatar({ name, size = 'medium' }: AvatarProps) {
  const sum = [...name].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0)
  return (
    <span
      aria-hidden="true"
      className={`flex shrink-0 items-center justify-center rounded-full font-semibold text-white select-none ${SIZES[size]} ${COLORS[sum % COLORS.length]}`}
    >
      {initials(name)}
    </span>
  )
}
