import type { ReactNode } from 'react'
import type { Provider } from '@/utils/auth/oauth/providers'

const MARKS: Record<Provider, ReactNode> = {
  github: (
    <path
      fill="currentColor"
      d="M8 0a8 8 0 0 0-2.53 15.59c.4.07.55-.17.55-.38v-1.34c-2.23.48-2.7-1.07-2.7-1.07-.36-.92-.89-1.17-.89-1.17-.73-.5.05-.49.05-.49.8.06 1.23.83 1.23.83.72 1.23 1.88.87 2.34.66.07-.52.28-.87.5-1.07-1.77-.2-3.64-.89-3.64-3.95 0-.87.31-1.59.82-2.15-.08-.2-.36-1.01.08-2.11 0 0 .67-.21 2.2.82a7.6 7.6 0 0 1 4 0c1.53-1.03 2.2-.82 2.2-.82.44 1.1.16 1.91.08 2.11.51.56.82 1.28.82 2.15 0 3.07-1.87 3.75-3.65 3.95.29.25.54.73.54 1.48v2.19c0 .21.14.46.55.38A8 8 0 0 0 8 0Z"
    />
  ),
  google: (
    <>
      <path
        fill="#4285f4"
        d="M15.68 8.18c0-.57-.05-1.11-.14-1.64H8v3.1h4.3a3.68 3.68 0 0 1-1.6 2.42v2h2.6c1.51-1.4 2.38-3.45 2.38-5.88Z"
      />
      <path
        fill="#34a853"
        d="M8 16c2.16 0 3.97-.72 5.3-1.94l-2.6-2a4.8 4.8 0 0 1-7.16-2.53H.86v2.07A8 8 0 0 0 8 16Z"
      />
      <path fill="#fbbc04" d="M3.54 9.53a4.8 4.8 0 0 1 0-3.06V4.4H.86a8 8 0 0 0 0 7.2l2.68-2.07Z" />
      <path
        fill="#ea4335"
        d="M8 3.18c1.18 0 2.23.4 3.06 1.2l2.3-2.3A8 8 0 0 0 .87 4.4l2.67 2.07A4.77 4.77 0 0 1 8 3.18Z"
      />
    </>
  ),
}

/** The logo of an identity provider, shown next to its name. */
export function ProviderIcon({ provider, size = 18 }: { provider: Provider; size?: number }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" focusable="false">
      {MARKS[provider]}
    </svg>
  )
}
