const NOTES = ['Return the library books before Friday.', 'Seeds: basil, thyme, nasturtium.', 'Ask Mira.']

/** A decorative preview of the notes page. */
export function HomePicture() {
  return (
    <div aria-hidden="true" className="relative mx-auto w-full max-w-sm select-none max-lg:hidden">
      <div className="absolute inset-0 translate-x-4 translate-y-4 rounded-card bg-accent opacity-15" />
      <div className="relative rounded-card border border-line bg-surface p-6 shadow-lg">
        <p className="font-semibold">Your notes</p>
        <ul className="mt-4 grid gap-3 text-sm">
          {NOTES.map((note) => (
            <li key={note} className="rounded-control border border-line bg-canvas px-4 py-3">
              {note}
            </li>
          ))}
        </ul>
        <p className="mt-5 flex items-center gap-2 text-sm text-muted">
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="shrink-0 text-accent">
            <path
              d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3 7h10v7H3z"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeLinejoin="round"
            />
          </svg>
          Only you can see these notes.
        </p>
      </div>
    </div>
  )
}
