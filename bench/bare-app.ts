import { type BuiltApp, buildApp } from './build-app.ts'

/** The smallest Next.js app with the same packages: the lower bound for any app on Next.js. */
const FILES = {
  'middleware.js': `
    import { NextResponse } from 'next/server'
    export const middleware = () => NextResponse.next()
    export const config = { runtime: 'nodejs', matcher: ['/((?!_next/static/|_next/image$).*)'] }`,
  'app/layout.js': `
    export const metadata = { title: 'Bare', description: 'A bare application.' }
    export default ({ children }) => <html lang="en"><body>{children}</body></html>`,
  'app/static/page.js': `export default () => <main><h1>Static</h1></main>`,
  'app/dynamic/page.js': `
    import { headers } from 'next/headers'
    export default async function Page() {
      return <main><h1>Dynamic</h1><p>{(await headers()).get('user-agent')}</p></main>
    }`,
}

/** Builds the bare app. Throws as buildApp does. */
export const buildBareApp = (): BuiltApp => buildApp(FILES)
