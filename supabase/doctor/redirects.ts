import { randomBytes } from 'node:crypto'
import { type Finding, failure, ok, warning } from './finding.ts'
import { isLocal, type Project } from './project.ts'

const URLS_PAGE = 'dashboard: Authentication, URL Configuration'

/** Checks which URLs email links and identity providers may return users to. */
export async function checkRedirects(project: Project): Promise<Finding[]> {
  const { env, previewUrl } = project
  return [
    await checkSiteUrl(project),
    await checkAllowList(project, 'redirect-urls', env.siteUrl),
    ...(previewUrl ? [await checkAllowList(project, 'preview-urls', new URL(previewUrl).origin)] : []),
    await checkWildcards(project),
  ]
}

/**
 * Requests the redirect of an email link with an invalid token. The Auth server looks the token up, writes nothing, sends no
 * email, and redirects with an error: to `url` if it is allowed, else to the site URL (`GetReferrer` in supabase/auth).
 *
 * @returns the target of the redirect, or undefined if there is none.
 */
async function redirectTarget({ get }: Project, url: string): Promise<URL | undefined> {
  const query = new URLSearchParams({ token: 'doctor', type: 'signup', redirect_to: url })
  const { status, headers } = await get(`/auth/v1/verify?${query}`)
  const location = headers.get('location') ?? ''
  return status >= 300 && status < 400 && URL.canParse(location) ? new URL(location) : undefined
}

/** @returns undefined if the Auth server does not report it. */
async function isAllowed(project: Project, url: string): Promise<boolean | undefined> {
  const target = await redirectTarget(project, url)
  return target && target.origin + target.pathname === url
}

async function checkSiteUrl(project: Project): Promise<Finding> {
  const check = 'project-site-url'
  const { siteUrl } = project.env
  const target = await redirectTarget(project, `https://${randomName()}.invalid/`)
  if (!target) return notReported(check)
  if (target.hostname.endsWith('.invalid'))
    return failure(
      check,
      `The project redirects users, with their tokens, to any URL. Remove the redirect URL that allows this (${URLS_PAGE}).`,
    )
  if (target.origin === siteUrl) return ok(check, `The Site URL of the project is ${siteUrl}.`)
  const message = `The Site URL of the project is ${target.origin}, but this site is ${siteUrl}. Invitations and links to URLs that are not allowed lead to the former. Change the Site URL (${URLS_PAGE}).`
  return isLocal(target.origin) && !isLocal(siteUrl) ? failure(check, message) : warning(check, message)
}

async function checkAllowList(project: Project, check: string, origin: string): Promise<Finding> {
  const urls = ['/auth/confirm/x', '/auth/callback'].map((path) => origin + path)
  const allowed = await Promise.all(urls.map((url) => isAllowed(project, url)))
  if (allowed.includes(undefined)) return notReported(check)
  if (allowed.every(Boolean)) return ok(check, `Email links and identity providers can return to ${origin}.`)
  return failure(
    check,
    `${origin} is not on the list of redirect URLs, so email links and identity providers cannot return to it. Add ${origin}/** (${URLS_PAGE}).`,
  )
}

const notReported = (check: string) =>
  warning(
    check,
    'Not checked: the Auth server did not return a redirect, probably because it limits requests. Run the doctor again in five minutes.',
  )

/** Checks whether a wildcard allows host names that anyone can register. */
async function checkWildcards(project: Project): Promise<Finding> {
  const check = 'redirect-wildcards'
  const randomPart = randomName()
  const registrable = [
    ...new Set(
      project.hosts
        .flatMap((host) => similarHosts(host, randomPart))
        .concat(SHARED_DOMAINS.map((domain) => `${randomPart}.${domain}`)),
    ),
  ]
  const allowed = await Promise.all(
    registrable.map((host) => isAllowed(project, `https://${host}/auth/callback`)),
  )
  if (allowed.includes(undefined)) return notReported(check)
  const open = registrable.filter((_, index) => allowed[index])
  if (open.length === 0)
    return ok(
      check,
      project.previewUrl
        ? 'Found no wildcard that allows names anyone can register.'
        : 'Found no wildcard that allows names anyone can register. To check previews, run: npm run doctor -- --preview=<preview URL>',
    )
  return warning(
    check,
    `The list of redirect URLs allows ${open.join(', ')}. Anyone can register such a name and receive the tokens of your users. List exact URLs, or move previews to your own domain (${URLS_PAGE}).`,
  )
}

/** Domains on which anyone can register a name. */
const SHARED_DOMAINS = ['vercel.app', 'netlify.app']

const randomName = () => `doctor-${randomBytes(4).toString('hex')}`

/** The variants of a host on a shared domain that an attacker could register: each replaces some parts of its name. */
function similarHosts(host: string, replacement: string): string[] {
  const [, name, domain] = /^([^.]+)\.(.+)$/.exec(host) ?? []
  if (!name || !domain || !SHARED_DOMAINS.includes(domain)) return []
  const parts = name.split('-')
  const prefixes = parts.map((_, cut) => [replacement, ...parts.slice(cut + 1)])
  const suffixes = parts.slice(1).map((_, cut) => [...parts.slice(0, cut + 1), replacement])
  // <project>-git-<branch>-<team>, each of which may contain hyphens.
  const git = parts.indexOf('git')
  const branches = parts.flatMap((_, cut) =>
    git > 0 && cut > git + 1 ? [[...parts.slice(0, git + 1), replacement, ...parts.slice(cut)]] : [],
  )
  return [...prefixes, ...suffixes, ...branches].map((words) => `${words.join('-')}.${domain}`)
}
