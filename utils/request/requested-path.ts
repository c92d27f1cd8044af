import 'server-only'
import { headers } from 'next/headers'
import { REQUESTED_PATH_HEADER } from '@/utils/auth/sessions/session-headers'

/** The path and query of the current request, from the middleware; undefined without it. */
export async function requestedPath(): Promise<string | undefined> {
  return (await headers()).get(REQUESTED_PATH_HEADER) ?? undefined
}
