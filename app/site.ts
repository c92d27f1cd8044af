import type { Metadata } from 'next'

/** What the product is called, wherever its name is shown. */
export const SITE_NAME = 'Acme'

export const SITE_DESCRIPTION =
  'Keep your notes where only you can read them, and learn together with others.'

/**
 * Part of the metadata of pages that people send each other links to: what a message shows beside such a page's own title and
 * description. Next derives the tags for Twitter. https://nextjs.org/docs/app/api-reference/functions/generate-metadata#opengraph
 */
export const LINK_PREVIEW = {
  openGraph: {
    siteName: SITE_NAME,
    type: 'website',
    locale: 'en',
    images: [{ url: '/og.png', width: 1200, height: 630, alt: `${SITE_NAME}: ${SITE_DESCRIPTION}` }],
  },
} satisfies Metadata
