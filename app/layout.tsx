import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { env } from '@/utils/env'
import { readTheme } from '@/utils/theme'
import { inter } from './fonts/inter'
// Every page loads these. Imported here, they are in the layout's file instead of one each.
import './error'
import './global-error'
import './globals.css'
import { SITE_DESCRIPTION, SITE_NAME } from './site'
import { ThemeSwitch } from './theme/theme-switch'
import { FooterLinks } from './ui/footer-links'
import { PasskeyScript } from './ui/passkey-script'
import { SiteHeader } from './ui/site-header'
import './ui/status-card'

export async function generateMetadata(): Promise<Metadata> {
  await connection()
  return {
    metadataBase: new URL(env().siteUrl),
    title: { default: SITE_NAME, template: `%s · ${SITE_NAME}` },
    description: SITE_DESCRIPTION,
  }
}

/** The surface color of app/globals.css, for browser toolbars. */
const BARS = { light: '#ffffff', dark: '#16191c' }

export async function generateViewport(): Promise<Viewport> {
  const theme = await readTheme()
  if (theme !== 'system') return { colorScheme: theme, themeColor: BARS[theme] }
  return {
    colorScheme: 'light dark',
    themeColor: [
      { media: '(prefers-color-scheme: light)', color: BARS.light },
      { media: '(prefers-color-scheme: dark)', color: BARS.dark },
    ],
  }
}

/**
 * The layout of every page. It deliberately has no loading.tsx: a page that starts to stream before its guard has run has already
 * sent status 200 and cannot become a redirect, 404 or 503. Forms show their own progress.
 */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = await readTheme()
  return (
    // The script in it sets data-passkeys.
    <html lang="en" data-theme={theme} className={inter.variable} suppressHydrationWarning>
      <body className="flex min-h-dvh flex-col">
        <PasskeyScript />
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:m-2 focus:rounded-control focus:bg-surface focus:p-3"
        >
          Skip to content
        </a>
        <SiteHeader />
        <main id="content" tabIndex={-1} className="page-width flex-1 py-6 outline-none sm:py-12">
          {children}
        </main>
        <footer className="border-t border-line text-sm text-muted">
          <div className="page-width flex flex-wrap items-center justify-between gap-x-8 gap-y-4 py-6">
            <FooterLinks />
            <ThemeSwitch theme={theme} />
          </div>
        </footer>
        <DevelopmentTools />
      </body>
    </html>
  )
}

/**
 * Only `next dev` has them: a production build drops the branch, and with it the import
 * (tests/integration/production-build.test.ts).
 */
async function DevelopmentTools() {
  if (process.env.NODE_ENV !== 'development') return null
  const { DevBar } = await import('./dev/dev-bar')
  return <DevBar />
}
