import { LOCAL_PUBLISHABLE_KEY } from '../utils/env.ts'
import { type BuiltApp, buildApp } from './build-app.ts'

/**
 * The usual way to add Supabase Auth to Next.js, as https://supabase.com/docs/guides/auth/server-side/nextjs describes it: a middleware that
 * verifies the claims and redirects, a prerendered sign-in page that calls Supabase from the browser, and a page that verifies the claims again.
 * It has no styles, content policy, circuit breaker, or limits, so it is a lower bound for such an app.
 */
const FILES = {
  'supabase.js': `
    import { createServerClient } from '@supabase/ssr'
    export const serverClient = (cookies) =>
      createServerClient(process.env.NEXT_PUBLIC_SUPABASE_URL, process.env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY, { cookies })`,
  'middleware.js': `
    import { NextResponse } from 'next/server'
    import { serverClient } from './supabase'
    export async function middleware(request) {
      let response = NextResponse.next({ request })
      const { auth } = serverClient({
        getAll: () => request.cookies.getAll(),
        setAll(writes) {
          for (const { name, value } of writes) request.cookies.set(name, value)
          response = NextResponse.next({ request })
          for (const { name, value, options } of writes) response.cookies.set(name, value, options)
        },
      })
      const { data } = await auth.getClaims()
      if (data?.claims || request.nextUrl.pathname === '/login') return response
      return NextResponse.redirect(new URL('/login', request.url))
    }
    export const config = { runtime: 'nodejs', matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] }`,
  'app/layout.js': `
    import Link from 'next/link'
    export const metadata = { title: 'Peer', description: 'A usual application with Supabase.' }
    export default ({ children }) => (
      <html lang="en">
        <body>
          <header><nav><Link href="/login">Sign in</Link> <Link href="/protected">Your page</Link></nav></header>
          <main>{children}</main>
        </body>
      </html>
    )`,
  'app/login/page.js': `
    import { LoginForm } from './login-form'
    export default () => <><h1>Sign in</h1><LoginForm /></>`,
  'app/login/login-form.js': `
    'use client'
    import { createBrowserClient } from '@supabase/ssr'
    import { useRouter } from 'next/navigation'
    import { useState } from 'react'
    export function LoginForm() {
      const router = useRouter()
      const [message, setMessage] = useState('')
      async function signIn(event) {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        const client = createBrowserClient(process.env.NEXT_PUBLIC_SUPABASE_URL, process.env.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY)
        const { error } = await client.auth.signInWithPassword({ email: form.get('email'), password: form.get('password') })
        if (error) setMessage(error.message)
        else router.push('/protected')
      }
      return (
        <form onSubmit={signIn}>
          <p><label>Email <input type="email" name="email" required /></label></p>
          <p><label>Password <input type="password" name="password" required /></label></p>
          {message && <p role="alert">{message}</p>}
          <button>Sign in</button>
        </form>
      )
    }`,
  'app/protected/page.js': `
    import { cookies } from 'next/headers'
    import { redirect } from 'next/navigation'
    import { serverClient } from '../../supabase'
    export default async function Page() {
      const store = await cookies()
      const { data } = await serverClient({ getAll: () => store.getAll(), setAll: () => undefined }).auth.getClaims()
      if (!data?.claims) redirect('/login')
      return <><h1>Your page</h1><p>Signed in as {data.claims.email}</p><pre>{JSON.stringify(data.claims, null, 2)}</pre></>
    }`,
}

/** @param supabaseUrl becomes part of the build, since the browser calls it. */
export const buildPeerApp = (supabaseUrl: string): BuiltApp =>
  buildApp(FILES, {
    NEXT_PUBLIC_SUPABASE_URL: supabaseUrl,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: LOCAL_PUBLISHABLE_KEY,
  })
