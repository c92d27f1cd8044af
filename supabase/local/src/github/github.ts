import { startHttpServer } from '../http/http-server.ts'
import { type Account, findAccount } from './accounts.ts'
import { consentPage, messagePage } from './consent-page.ts'
import { createGrantStore, type GrantStore } from './grant-store.ts'

/** The client of the local GitHub, from config.toml. */
export interface Client {
  id: string
  secret: string
}

/** The picture of every account: a purple square. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAMAAACdt4HsAAAAA1BMVEVuVJTMhhT9AAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAG0lEQVRYw+3BgQAAAADDoPlT3+AEVQEAAAB8AxBAAAEZszF2AAAAAElFTkSuQmCC',
  'base64',
)

/**
 * Starts a server that behaves like GitHub (Enterprise) towards an Auth server: a consent page, a token endpoint, the two
 * endpoints with the user's profile. It listens on 127.0.0.1 only, so that signing in with GitHub works without GitHub.
 * @param port 0 uses any free one. Throws PortInUseError.
 */
export async function startGitHub(
  port: number,
  client: Client,
): Promise<{ url: string; close(): Promise<void> }> {
  const grants = createGrantStore()
  const server = await startHttpServer(port, 'githubPort')
  server.handle((request) => answer(request, client, grants))
  return { url: `http://127.0.0.1:${server.port}`, close: server.close }
}

async function answer(request: Request, client: Client, grants: GrantStore): Promise<Response> {
  const url = new URL(request.url)
  if (request.method === 'GET' && /^\/u\/\d+$/.test(url.pathname))
    return new Response(PICTURE, { headers: { 'Content-Type': 'image/png' } })
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /login/oauth/authorize':
      return invalidRequest(url.searchParams, client) ?? consentPage(url.searchParams)
    case 'POST /login/oauth/authorize':
      return consent(await fields(request), client, grants)
    case 'POST /login/oauth/access_token':
      return token(await fields(request), client, grants)
    case 'GET /api/v3/user':
      return about(request, grants, ({ id, login, name }) => ({
        id,
        login,
        name,
        email: null,
        avatar_url: `${url.origin}/u/${id}`,
      }))
    case 'GET /api/v3/user/emails':
      return about(request, grants, ({ emails }) => emails)
    default:
      return messagePage(404, 'There is nothing here.')
  }
}

async function fields(request: Request): Promise<URLSearchParams> {
  return new URLSearchParams(await request.text())
}

function invalidRequest(query: URLSearchParams, client: Client): Response | undefined {
  if (query.get('client_id') !== client.id) return messagePage(404, 'No application has this client_id.')
  const back = URL.parse(query.get('redirect_uri') ?? '')
  return back ? undefined : messagePage(400, 'The redirect_uri is no address.')
}

function consent(form: URLSearchParams, client: Client, grants: GrantStore): Response {
  const error = invalidRequest(form, client)
  if (error) return error
  const redirectUri = form.get('redirect_uri') ?? ''
  const back = new URL(redirectUri)
  back.searchParams.set('state', form.get('state') ?? '')
  if (form.has('deny')) {
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('error_description', 'The user has denied your application access.')
    return Response.redirect(back, 302)
  }
  const account = findAccount(form.get('login') ?? '')
  if (!account)
    return messagePage(
      400,
      'No account can have this name: use lower-case letters, digits and single hyphens.',
    )
  back.searchParams.set('code', grants.issueCode(account, client.id, redirectUri))
  return Response.redirect(back, 302)
}

/** Like GitHub, it reports errors with status 200. */
function token(form: URLSearchParams, client: Client, grants: GrantStore): Response {
  const id = form.get('client_id') ?? ''
  const known = id === client.id && form.get('client_secret') === client.secret
  if (!known) return Response.json({ error: 'incorrect_client_credentials' })
  const access_token = grants.redeem(form.get('code') ?? '', id, form.get('redirect_uri') ?? '')
  return Response.json(
    access_token
      ? { access_token, token_type: 'bearer', scope: 'user:email' }
      : { error: 'bad_verification_code' },
  )
}

function about(request: Request, grants: GrantStore, toBody: (account: Account) => unknown): Response {
  const sent = /^(?:Bearer|token) (\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
  const account = grants.findAccount(sent ?? '')
  return account
    ? Response.json(toBody(account))
    : Response.json({ message: 'Bad credentials' }, { status: 401 })
}
