import { randomBytes } from 'node:crypto'
import { type Finding, failure, ok, warning } from './finding.ts'
import { isLocal, type Project } from './project.ts'

const PAGE = 'dashboard: Authentication, URL Configuration'

/** Where the Auth server lets a link or an identity provider send people back to. */
export async function redirects(project: Project): Promise<Finding[]> {
  const { env, previewUrl } = project
  return [
    await siteUrl(project),
    await listed(project, 'redirect-urls', env.siteUrl),
    ...(previewUrl ? [await listed(project, 'preview-urls', new URL(previewUrl).origin)] : []),
    await wildcards(project),
  ]
}

/**
 * Asks the Auth server to follow a link whose token is none. It looks the token up, writes nothing, emails no one, and leads back
 * with an error: to the address that was asked for if that is allowed, else to the site URL (`GetReferrer` in supabase/auth).
 *
 * @returns where it leads, or undefined where it does not say.
 */
async function leadsTo({ ask }: Project, address: string): Promise<URL | undefined> {
  const query = new URLSearchParams({ token: 'doctor', type: 'signup', redirect_to: address })
  const { status, headers } = await ask(`/auth/v1/verify?${query}`)
  const location = headers.get('location') ?? ''
  return status >= 300 && status < 400 && URL.canParse(location) ? new URL(location) : undefined
}

async function isAllowed(project: Project, address: string): Promise<boolean | undefined> {
  const led = await leadsTo(project, address)
  return led && led.origin + led.pathname === address
}

async function siteUrl(project: Project): Promise<Finding> {
  const check = 'site-url-of-project'
  const ours = project.env.siteUrl
  const theirs = await leadsTo(project, `https://${unknownName()}.invalid/`)
  if (!theirs) return unanswered(check)
  if (theirs.hostname.endsWith('.invalid'))
    return failure(
      check,
      `The project sends people, with their tokens, to any address. Remove the pattern that allows it (${PAGE}).`,
    )
  if (theirs.origin === ours) return ok(check, `It is ${ours}.`)
  const message = `The project's Site URL is ${theirs.origin}, this site is ${ours}: invitations, and links to addresses that are not on the list, lead there. Change it (${PAGE}).`
  return isLocal(theirs.origin) && !isLocal(ours) ? failure(check, message) : warning(check, message)
}

async function listed(project: Project, check: string, origin: string): Promise<Finding> {
  const addresses = ['/auth/confirm/x', '/auth/callback'].map((path) => origin + path)
  const allowed = await Promise.all(addresses.map((address) => isAllowed(project, address)))
  if (allowed.includes(undefined)) return unanswered(check)
  if (allowed.every(Boolean)) return ok(check, `Links and identity providers lead back to ${origin}.`)
  return failure(
    check,
    `${origin} is not on the list of redirect URLs, so links and identity providers lead elsewhere. Add ${origin}/** (${PAGE}).`,
  )
}

const unanswered = (check: string) =>
  warning(
    check,
    'The Auth server did not say where a link leads. It limits questions: run this again in five minutes.',
  )

/** Names that anyone can register, which a pattern with a wildcard would take for one of ours. */
async function wildcards(project: Project): Promise<Finding> {
  const check = 'redirect-wildcards'
  const stranger = unknownName()
  const strangers = [
    ...new Set(
      project.hosts
        .flatMap((host) => neighbours(host, stranger))
        .concat(SHARED.map((domain) => `${stranger}.${domain}`)),
    ),
  ]
  const allowed = await Promise.all(
    strangers.map((host) => isAllowed(project, `https://${host}/auth/callback`)),
  )
  if (allowed.includes(undefined)) return unanswered(check)
  const open = strangers.filter((_, index) => allowed[index])
  if (open.length === 0)
    return ok(
      check,
      project.previewUrl
        ? 'None was found that lets in a stranger.'
        : 'None was found that lets in a stranger. For those of previews: npm run doctor -- --preview=<address of a preview>',
    )
  return warning(
    check,
    `The list of redirect URLs allows ${open.join(', ')}, which anyone can register and be handed the tokens of your users. List exact addresses, or previews on a domain of your own (${PAGE}).`,
  )
}

/** Where anyone gets a name. */
const SHARED = ['vercel.app', 'netlify.app']

const unknownName = () => `doctor-${randomBytes(4).toString('hex')}`

/** A host on a shared domain with one part of its name after another exchanged, as a stranger would register it. */
function neighbours(host: string, stranger: string): string[] {
  const [, name, domain] = /^([^.]+)\.(.+)$/.exec(host) ?? []
  if (!name || !domain || !SHARED.includes(domain)) return []
  const parts = name.split('-')
  const beginnings = parts.map((_, cut) => [stranger, ...parts.slice(cut + 1)])
  const endings = parts.slice(1).map((_, cut) => [...parts.slice(0, cut + 1), stranger])
  // <project>-git-<branch>-<team>, each of which may hold hyphens of its own.
  const git = parts.indexOf('git')
  const branches = parts.flatMap((_, cut) =>
    git > 0 && cut > git + 1 ? [[...parts.slice(0, git + 1), stranger, ...parts.slice(cut)]] : [],
  )
  return [...beginnings, ...endings, ...branches].map((words) => `${words.join('-')}.${domain}`)
}
