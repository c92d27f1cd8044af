import { THEMES, type Theme } from '@/utils/theme'
import { chooseTheme } from './actions'

const NAMES: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' }

/** Switches between light, dark, and the device's preference. */
export function ThemeSwitch({ theme }: { theme: Theme }) {
  return (
    <form action={chooseTheme}>
      <fieldset className="flex rounded-control border border-line bg-surface">
        <legend className="sr-only">Color theme</legend>
        {THEMES.map((name) => (
          <button
            key={name}
            type="submit"
            name="theme"
            value={name}
            aria-pressed={name === theme}
            className="theme-option"
          >
            {NAMES[name]}
          </button>
        ))}
      </fieldset>
    </form>
  )
}
