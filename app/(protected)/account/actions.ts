'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { profileSchema } from '@/utils/account/schemas'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { PROVIDER_NAMES } from '@/utils/auth/oauth/providers'
import { type AvatarProblem, encodeAvatar } from '@/utils/avatars/encode-avatar'
import { CHOOSE_PICTURE } from '@/utils/avatars/limits'
import { fetchProviderPicture, providerPictures } from '@/utils/avatars/provider-picture'
import { pictureSchema, providerPictureSchema } from '@/utils/avatars/schemas'
import { removeAvatar, storeAvatar, versionOf } from '@/utils/avatars/stored-avatar'
import { isQuotaExceeded, QUOTA_TEXT } from '@/utils/data-result'
import { formAction } from '@/utils/forms/form-action'
import { type FormState, fieldError } from '@/utils/forms/form-state'
import type { createClient } from '@/utils/supabase/server'

/** Changes the display name: in the profile, and in the metadata that the next access tokens carry. */
export const changeName = formAction(
  // No recent sign-in: a name grants no access.
  { session: 'required', recentSignIn: false, schema: profileSchema },
  async ({ input: { name }, user, supabase }) => {
    const rename = supabase.from('profiles').update({ name }).eq('id', user.id)
    const { data, error: rejected } = await rename.select('id')
    if (isQuotaExceeded(rejected)) return { message: QUOTA_TEXT }
    if (data?.length !== 1) return { message: authErrorMessage(undefined) }
    const { error } = await supabase.auth.updateUser({ data: { name } })
    if (error) return { message: authErrorMessage(error.code) }

    refresh()
    return { success: 'Your name was saved.', values: { name } }
  },
)

const PICTURE_PROBLEMS: Record<AvatarProblem, string> = {
  unsupported: CHOOSE_PICTURE,
  'too-many-pixels': 'This picture has more than 50 megapixels. Choose a smaller one.',
  unreadable: 'This file is damaged or isn’t a picture. Choose a different one.',
}

const STORAGE_UNAVAILABLE = 'Pictures are unavailable right now. Nothing has changed. Try again in a moment.'

/** Replaces the user's picture with an uploaded file. */
export const changePicture = formAction(
  // No recent sign-in: a picture grants no access.
  { session: 'required', recentSignIn: false, schema: pictureSchema, limiter: 'avatar' },
  async ({ input, user, supabase }) => {
    const picture = await encodeAvatar(new Uint8Array(await input.picture.arrayBuffer()))
    if (typeof picture === 'string') return fieldError('picture', PICTURE_PROBLEMS[picture])
    return await savePicture(supabase, user.id, picture)
  },
)

/** Copies the picture of a connected account. Later changes there have no effect here. */
export const copyProviderPicture = formAction(
  { session: 'account', recentSignIn: false, schema: providerPictureSchema, limiter: 'avatar' },
  async ({ input: { provider }, account, user, supabase }) => {
    const source = providerPictures(account.identities ?? []).find((picture) => picture.provider === provider)
    const file = source && (await fetchProviderPicture(source))
    const picture = file && (await encodeAvatar(file))
    if (!picture || typeof picture === 'string') return { message: noPictureFrom(PROVIDER_NAMES[provider]) }
    return await savePicture(supabase, user.id, picture)
  },
)

const noPictureFrom = (provider: string) =>
  `${provider} didn’t send your picture. Nothing has changed. Try again in a moment, or upload a file.`

/** Stores a new picture, and its version in the user's metadata, which every page receives. */
async function savePicture(
  supabase: Awaited<ReturnType<typeof createClient>>,
  userId: string,
  picture: Buffer,
): Promise<FormState> {
  if (!(await storeAvatar(supabase, userId, picture))) return { message: STORAGE_UNAVAILABLE }
  const { error } = await supabase.auth.updateUser({ data: { avatar_version: versionOf(picture) } })
  if (error) return { message: authErrorMessage(error.code) }

  refresh()
  redirect('/account?notice=picture-saved')
}

/** Removes the picture. The initials take its place. */
export const removePicture = formAction(
  { session: 'required', recentSignIn: false },
  async ({ user, supabase }) => {
    if (!(await removeAvatar(supabase, user.id))) return { message: STORAGE_UNAVAILABLE }
    const { error } = await supabase.auth.updateUser({ data: { avatar_version: null } })
    if (error) return { message: authErrorMessage(error.code) }

    refresh()
    redirect('/account?notice=picture-removed')
  },
)
