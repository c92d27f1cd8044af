import type { Metadata } from 'next'

/** The name of the product. */
export const SITE_NAME = 'Acme'

/** Where users get help. Every page links to it. */
export const SUPPORT_EMAIL = 'support@acme.example'

export const SITE_DESCRIPTION = 'Private notes, and a community to learn with.'

/**
 * Metadata for pages that people share links to: the preview next to the page's own title and description. Next derives the
 * Twitter tags from it. https://nextjs.org/docs/app/api-reference/functions/generate-metadata#opengraph
 */
export const LINK_PREVIEW = {
  openGraph: {
    siteName: SITE_NAME,
    type: 'website',
    locale: 'en',
    images: [{ url: '/og.png', width: 1200, height: 630, alt: `${SITE_NAME}: ${SITE_DESCRIPTION}` }],
  },
} satisfies Metadata
