import type { Metadata } from 'next'
import { TextPage } from '@/app/ui/text-page'
import { LINK_PREVIEW, SITE_NAME } from '../site'

export const metadata: Metadata = {
  title: 'Terms',
  description: `The terms that apply when you use ${SITE_NAME}.`,
  ...LINK_PREVIEW,
}

export default function TermsPage() {
  return (
    <TextPage title="Terms">
      <p>These terms apply when you use {SITE_NAME}. By creating an account, you agree to them.</p>
      <h2>Your account</h2>
      <p>
        Sign up with an email address that belongs to you, and keep your password secret. You are responsible
        for what happens under your account.
      </p>
      <h2>Acceptable use</h2>
      <p>Do not use {SITE_NAME} to break the law, harm others, or access data that isn’t yours.</p>
      <h2>Termination</h2>
      <p>
        You can stop using {SITE_NAME} and delete your account at any time. We may close accounts that violate
        these terms.
      </p>
      <h2>Changes</h2>
      <p>If we make material changes to these terms, we’ll notify you before they take effect.</p>
    </TextPage>
  )
}
