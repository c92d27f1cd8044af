import type { Metadata } from 'next'
import { TextPage } from '@/app/ui/text-page'
import { LINK_PREVIEW, SITE_NAME } from '../site'

export const metadata: Metadata = {
  title: 'Terms',
  description: 'What you agree to when you have an account.',
  ...LINK_PREVIEW,
}

export default function TermsPage() {
  return (
    <TextPage title="Terms">
      <p>These terms apply when you use {SITE_NAME}. By creating an account you agree to them.</p>
      <h2>Your account</h2>
      <p>
        Use an address that is yours, and keep your password to yourself. You answer for what is done with
        your account.
      </p>
      <h2>What is not allowed</h2>
      <p>Do not use {SITE_NAME} to break the law, to harm others, or to get at data that is not yours.</p>
      <h2>Ending it</h2>
      <p>
        You can stop using {SITE_NAME} and delete your account at any time. We may close accounts that break
        these terms.
      </p>
      <h2>Changes</h2>
      <p>When these terms change in a way that matters to you, we say so before the change takes effect.</p>
    </TextPage>
  )
}
