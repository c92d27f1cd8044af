import type { Metadata } from 'next'
import Link from 'next/link'
import { Alert } from '@/app/ui/alert'
import { Card } from '@/app/ui/card'
import { requireGuest } from '@/utils/auth/guards'
import { signupPath } from '@/utils/auth/routes'
import { firstParam, type SearchParams } from '@/utils/search-params'
import { LoginForm } from './login-form'

export const metadata: Metadata = { title: 'Sign in' }

export default async function LoginPage({ searchParams }: { searchParams: SearchParams }) {
  const redirectedFrom = await firstParam(searchParams, 'redirectedFrom')
  await requireGuest(redirectedFrom)
  const ended = (await firstParam(searchParams, 'notice')) === 'session-ended'

  return (
    <Card
      title="Sign in"
      footer={
        <>
          New here?{' '}
          <Link prefetch={false} href={signupPath(redirectedFrom)} className="link">
            Create an account
          </Link>
        </>
      }
    >
      {ended && <Alert kind="success">Your session has ended. Sign in to go on where you were.</Alert>}
      <LoginForm redirectedFrom={redirectedFrom} />
    </Card>
  )
}
