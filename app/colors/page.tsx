import type { Metadata } from 'next'
import { connection } from 'next/server'
import { LINK_PREVIEW } from '@/app/site'
import { TextPage } from '@/app/ui/text-page'
import { Unavailable } from '@/app/ui/unavailable'
import { colorNames } from '@/utils/colors/colors'

export const metadata: Metadata = {
  title: 'Colors',
  description: 'Colors that everyone can see, with or without an account.',
  ...LINK_PREVIEW,
}

export default async function ColorsPage() {
  await connection()
  const names = await colorNames()
  return (
    <TextPage title="Colors">
      <p>Everyone can see these colors, with or without an account.</p>
      {names ? (
        <ul className="list-disc pl-5">
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      ) : (
        <Unavailable retry="/colors">The colors can’t be shown right now.</Unavailable>
      )}
    </TextPage>
  )
}
