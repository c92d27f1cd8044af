import { describe, expect, it, onTestFinished } from 'vitest'
import { startApp } from '../support/app'
import { BrowserJar } from '../support/browser-jar'
import { postForm, sendForm } from '../support/html-form'
import { MEMBER } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack({}, { redirectUrls: ['https://*-example-team.vercel.app/**'] })

describe('a preview on Vercel', () => {
  /** The server of one branch and a browser on its page. HTTPS ends in front of this server. */
  async function preview(branchUrl: string) {
    const { apiUrl: supabaseUrl, publishableKey } = stack.backend
    const app = await startApp({
      supabaseUrl,
      publishableKey,
      env: { NEXT_PUBLIC_SITE_URL: '', VERCEL: '1', VERCEL_ENV: 'preview', VERCEL_BRANCH_URL: branchUrl },
    })
    onTestFinished(async () => void (await app.close()))
    return new BrowserJar(app.url)
  }
  const there = { 'sec-fetch-site': 'same-origin' }
  const requestLink = async (jar: BrowserJar) => {
    await sendForm(jar, '/forgot-password', [['email', MEMBER.email]], there)
    const { links } = await stack.mailbox.latest({ to: MEMBER.email })
    return links.map((link) => new URL(link).origin)
  }

  it('links and providers lead back to it if the Auth server allows its URL', async () => {
    const address = 'https://app-git-branch-example-team.vercel.app'
    const jar = await preview(new URL(address).host)
    expect(new Set(await requestLink(jar))).toEqual(new Set([address]))

    const response = await postForm(jar, '/auth/oauth/github', new FormData(), there)
    const authorize = new URL(response.headers.get('refresh')?.replace(/^0;url=/, '') ?? '')
    expect(authorize.searchParams.get('redirect_to')).toBe(`${address}/auth/callback`)
  })

  it('of someone else: links lead to the site URL', async () => {
    const jar = await preview('app-git-branch-other-team.vercel.app')
    expect(new Set(await requestLink(jar))).toEqual(new Set([stack.app.url]))
  })
})
