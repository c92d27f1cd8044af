import { z } from 'zod'

/** The version of a user's picture in their metadata. It only completes a URL: a user who changes their own sees their initials. */
const versionSchema = z.object({ avatar_version: z.string().regex(/^[0-9a-f]{16}$/) })

/** The version of a user's picture, from the user's metadata, unchecked; undefined if there is none. */
export function avatarVersion(metadata: unknown): string | undefined {
  return versionSchema.safeParse(metadata).data?.avatar_version
}

/** The request header with which the middleware passes the version to the pages. */
export const AVATAR_VERSION_HEADER = 'x-avatar-version'

/** Below this path are the pictures. */
export const AVATARS_PATH = '/avatars'

/** Where a user's picture is served; undefined without a version. A new picture has a new URL, so browsers can cache it. */
export function avatarUrl(userId: string, version: string | undefined): string | undefined {
  return version && `${AVATARS_PATH}/${userId}?v=${version}`
}
