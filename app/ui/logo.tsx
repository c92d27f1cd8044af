/** The logo of app/icon.svg, in the colors of the page. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M11 26V11a5 5 0 0 1 10 0v15" fill="none" className="stroke-on-accent" strokeWidth="2.5" />
      <circle cx="18" cy="19" r="1.4" className="fill-on-accent" />
    </svg>
  )
}
