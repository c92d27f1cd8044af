import type { Metadata } from 'next'
import { LINK_PREVIEW } from '@/app/site'
import { Alert } from '@/app/ui/alert'
import { TextPage } from '@/app/ui/text-page'
import { colorNames } from '@/utils/colors/colors'

export const metadata: Metadata = {
  title: 'Colors',
  description: 'Colors for everybody, with or without an account.',
  ...LINK_PREVIEW,
}

export default async function ColorsPage() {
  const names = await colorNames()
  return (
    <TextPage title="Colors">
      <p>These are here for everybody, with or without an account.</p>
      {names ? (
        <ul className="list-disc pl-5">
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      ) : (
        <Alert kind="error">
          <p className="font-medium">The colors cannot be shown right now.</p>
          <a href="/colors" className="mt-1 inline-flex min-h-11 items-center underline underline-offset-4">
            Try again
          </a>
        </Alert>
      )}
    </TextPage>
  )
}
