'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { PROVIDER_NAMES, type Provider } from '@/utils/auth/oauth/providers'
import { MAX_PICTURE_BYTES, PICTURE_TOO_LARGE } from '@/utils/avatars/limits'
import { type FormAction, fieldError } from '@/utils/forms/form-state'
import { changePicture, copyProviderPicture, removePicture } from './actions'

/** In the browser, a file that is too large is not sent: the server would respond with a page. */
const sendPicture: FormAction = async (previous, form) => {
  const picture = form.get('picture')
  return picture instanceof File && picture.size > MAX_PICTURE_BYTES
    ? fieldError('picture', PICTURE_TOO_LARGE)
    : await changePicture(previous, form)
}

export function PictureForm() {
  return (
    <ActionForm action={typeof window === 'undefined' ? changePicture : sendPicture}>
      {(state, pending) => (
        <>
          <Field
            name="picture"
            type="file"
            label="New picture"
            hint="JPEG, PNG, or WebP, at most 5 MB. It is cropped to a square, and its metadata is removed."
            accept="image/jpeg,image/png,image/webp"
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Uploading…">
            Upload picture
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

/** Copies the user's picture at a provider, so that pages request nothing from there. */
export function ProviderPictureForm({ provider }: { provider: Provider }) {
  return (
    <ActionForm action={copyProviderPicture}>
      {(_state, pending) => (
        <>
          <input type="hidden" name="provider" value={provider} />
          <SubmitButton quiet pending={pending} pendingText="Copying…">
            {`Use my ${PROVIDER_NAMES[provider]} picture`}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function RemovePictureForm() {
  return (
    <ActionForm action={removePicture}>
      {(_state, pending) => (
        <SubmitButton quiet pending={pending} pendingText="Removing…">
          Remove picture
        </SubmitButton>
      )}
    </ActionForm>
  )
}
