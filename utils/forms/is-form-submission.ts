import 'server-only'
import { headers } from 'next/headers'

/**
 * True while a page renders in response to its own form. The page then always shows the form again: without JavaScript, the
 * submitted values exist nowhere else. The middleware removes the content type of a GET.
 */
export async function isFormSubmission(): Promise<boolean> {
  return (await headers()).get('content-type')?.startsWith('multipart/form-data') ?? false
}
