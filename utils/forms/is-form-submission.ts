import 'server-only'
import { headers } from 'next/headers'

/**
 * True while a page is made as the answer to a form that was sent to it. It then shows the form again, whatever has become of
 * what the form was about: without JavaScript, what was typed is nowhere else. The middleware leaves a read no content type.
 */
export async function isFormSubmission(): Promise<boolean> {
  return (await headers()).get('content-type')?.startsWith('multipart/form-data') ?? false
}
