import { authorize } from './authorize.ts'
import type { Endpoint } from './call.ts'
import { getUser } from './get-user.ts'
import { invite } from './invite.ts'
import { authorizeLink } from './link-identity.ts'
import { logout } from './logout.ts'
import { oauthCallback } from './oauth-callback.ts'
import { otp } from './otp.ts'
import { health, publicSettings, publishedKeys } from './public-info.ts'
import { reauthenticate } from './reauthenticate.ts'
import { recover } from './recover.ts'
import { resend } from './resend.ts'
import { signUp } from './sign-up.ts'
import { token } from './token.ts'
import { unlinkIdentity } from './unlink-identity.ts'
import { updateOwnUser } from './update-user.ts'
import { verify } from './verify.ts'
import { verifyLink } from './verify-link.ts'

type Endpoints = Partial<Record<string, Endpoint>>

/** Every endpoint under /auth/v1 that is answered here, by path and method; `*` stands for a last segment that varies. */
const endpoints: Record<string, Endpoints> = {
  '/signup': { POST: signUp },
  '/token': { POST: token },
  '/otp': { POST: otp },
  '/magiclink': { POST: otp },
  '/recover': { POST: recover },
  '/resend': { POST: resend },
  '/verify': { GET: verifyLink, POST: verify },
  '/user': { GET: getUser, PUT: updateOwnUser },
  '/user/identities/authorize': { GET: authorizeLink },
  '/user/identities/*': { DELETE: unlinkIdentity },
  '/authorize': { GET: authorize },
  '/callback': { GET: oauthCallback },
  '/reauthenticate': { GET: reauthenticate },
  '/logout': { POST: logout },
  '/invite': { POST: invite },
  '/settings': { GET: publicSettings },
  '/health': { GET: health },
  '/.well-known/jwks.json': { GET: publishedKeys },
}

/** The endpoints of a path below /auth/v1, by method, or undefined. */
export function endpointsAt(path: string): Endpoints | undefined {
  const found = [path, path.replace(/[^/]+$/, '*')].find((name) => Object.hasOwn(endpoints, name))
  return found === undefined ? undefined : endpoints[found]
}
