import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import NotFound, { metadata } from '@/app/not-found'
import { setResponseStatus } from '@/utils/request/response-status'
import { SITE_NAME } from '../site'

/**
 * Makes a page or a layout respond with 404: `return respondNotFound()`. After Next's `notFound()`, the page would be empty without
 * JavaScript: https://github.com/vercel/next.js/issues/62228
 *
 * @throws Next's `notFound()` if the status can no longer be set.
 */
export function respondNotFound(): ReactNode {
  if (!setResponseStatus(404)) notFound()
  return <NotFound />
}

/**
 * The metadata of a page that may respond with 404.
 *
 * @param isFound whether the page exists for this user. If it throws, so does the page, and this title is not shown.
 */
export async function titleIfFound(title: string, isFound: () => Promise<boolean>): Promise<Metadata> {
  return (await isFound().catch(() => true)) ? { title } : metadata
}

/** The same for a layout, whose template replaces the titles of its pages. */
export async function pageTitlesIfFound(isFound: () => Promise<boolean>): Promise<Metadata> {
  if (await isFound().catch(() => true)) return {}
  const title = `${metadata.title} · ${SITE_NAME}`
  return { title: { default: title, template: title } }
}
