import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SITE_NAME } from '@/app/site'
import { type App, startApp } from '../support/app'

// The preview of a link in a message or feed: https://ogp.me.

let app: App

beforeAll(async () => {
  // No Supabase is running; these pages need none.
  app = await startApp({ supabaseUrl: 'http://127.0.0.1:9', publishableKey: 'sb_publishable_abcdefgh' })
})
afterAll(() => app.close())

async function metaOf(path: string): Promise<Map<string, string>> {
  const page = await (await fetch(app.url + path)).text()
  const tags = page.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)"/g)
  return new Map([...tags].map(([, name = '', content = '']) => [name, content]))
}

describe('a link to a page that users share', () => {
  it.each(['/', '/signup', '/about', '/code-of-conduct', '/terms', '/privacy'])(
    '%s has a picture, a title, and a description',
    async (path) => {
      const meta = await metaOf(path)
      expect(meta.get('og:image')).toBe(`${app.url}/og.png`)
      expect(meta.get('og:image:alt')).toBeTruthy()
      expect(meta.get('og:title')).toContain(SITE_NAME)
      expect(meta.get('og:description')).toBe(meta.get('description'))
      expect(meta.get('twitter:card')).toBe('summary_large_image')
    },
  )
})

describe('a page that users do not share', () => {
  it.each(['/login', '/forgot-password'])('%s has only a title', async (path) => {
    const meta = await metaOf(path)
    expect(meta.get('description')).toBeTruthy()
    expect([...meta.keys()].filter((name) => /^(og|twitter):/.test(name))).toEqual([])
  })
})
