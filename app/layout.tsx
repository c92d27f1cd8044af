import type { Metadata, Viewport } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { env } from '@/utils/env'
import './globals.css'
import { SITE_DESCRIPTION, SITE_NAME } from './site'
import { SiteHeader } from './ui/site-header'

export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(env().siteUrl),
    title: { default: SITE_NAME, template: `%s · ${SITE_NAME}` },
    description: SITE_DESCRIPTION,
  }
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#181b1e' },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col">
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:m-2 focus:bg-surface focus:p-3"
        >
          Skip to the content
        </a>
        <SiteHeader />
        <main id="content" className="w-full flex-1 px-4 py-10 sm:px-6 sm:py-16">
          {children}
        </main>
        <footer className="border-t border-line px-4 sm:px-6">
          <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-6 py-4 text-sm text-muted">
            <span>{SITE_NAME}</span>
            <Link prefetch={false} href="/colors" className="flex min-h-11 items-center hover:text-ink">
              Colors
            </Link>
            <Link prefetch={false} href="/community" className="flex min-h-11 items-center hover:text-ink">
              Community
            </Link>
            <Link prefetch={false} href="/about" className="flex min-h-11 items-center hover:text-ink">
              About
            </Link>
            <Link prefetch={false} href="/terms" className="flex min-h-11 items-center hover:text-ink">
              Terms
            </Link>
            <Link prefetch={false} href="/privacy" className="flex min-h-11 items-center hover:text-ink">
              Privacy
            </Link>
          </div>
        </footer>
      </body>
    </html>
  )
}
