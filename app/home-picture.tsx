import { Icon, type IconName } from './ui/svg-icon'

const NOTES = [
  { text: 'Return the library books before Friday.', time: '2 hours ago' },
  { text: 'Seeds: basil, thyme, nasturtium.', time: 'yesterday' },
  { text: 'Ask Mira about the reading group.', time: '3 days ago' },
]

const SESSIONS: { icon: IconName; name: string; text: string }[] = [
  { icon: 'icon-laptop', name: 'Firefox on Linux', text: 'This browser' },
  { icon: 'icon-smartphone', name: 'Safari on iPhone', text: 'Active 5 minutes ago' },
]

/** A decorative preview of the notes and the sessions of an account. */
export function HomePicture() {
  return (
    <div aria-hidden="true" className="relative w-full select-none pb-24 max-lg:hidden">
      <div className="mr-10 rounded-card border border-line bg-surface p-5 shadow-lg">
        <p className="flex items-center justify-between font-semibold">
          Notes
          <span className="flex items-center gap-1.5 rounded-full bg-accent-surface px-2.5 py-1 text-sm font-medium text-accent">
            <Icon name="icon-lock-keyhole" className="size-3.5" />
            Only you
          </span>
        </p>
        <ul className="mt-4 grid gap-2.5 text-sm">
          {NOTES.map(({ text, time }) => (
            <li key={text} className="rounded-control border border-line bg-canvas px-4 py-3">
              {text}
              <span className="block text-muted">{time}</span>
            </li>
          ))}
        </ul>
      </div>
      <ul className="absolute right-0 bottom-0 grid w-72 gap-3 rounded-card border border-line bg-surface p-4 text-sm shadow-lg">
        {SESSIONS.map(({ icon, name, text }) => (
          <li key={name} className="flex items-center gap-3">
            <Icon name={icon} className="size-5 text-muted" />
            <span>
              <span className="font-medium">{name}</span>
              <span className="block text-muted">{text}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
