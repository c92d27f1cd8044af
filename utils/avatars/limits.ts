/** The largest file that a user can upload: a photo of a phone. */
export const MAX_PICTURE_BYTES = 5 * 1024 * 1024

export const CHOOSE_PICTURE = 'Choose a JPEG, PNG, or WebP picture.'
export const PICTURE_TOO_LARGE = 'This picture is larger than 5 MB. Choose a smaller one.'
