import { createUserByAdmin } from './admin-create-user.ts'
import { deleteUserByAdmin } from './admin-delete-user.ts'
import { deleteFactorByAdmin, listFactorsForAdmin, updateFactorByAdmin } from './admin-factors.ts'
import { getUserForAdmin, listUsers } from './admin-read-users.ts'
import { listSsoProviders } from './admin-sso-providers.ts'
import { updateUserByAdmin } from './admin-update-user.ts'
import { authorize } from './authorize.ts'
import { challengeFactor } from './challenge-factor.ts'
import { enrollFactor } from './enroll-factor.ts'
import { generateLink } from './generate-link.ts'
import { getUser } from './get-user.ts'
import { invite } from './invite.ts'
import { authorizeLink } from './link-identity.ts'
import { loadFactor } from './load-factor.ts'
import { logout } from './logout.ts'
import { deletePasskey, listPasskeys, renamePasskey } from './manage-passkeys.ts'
import {
  deleteRecoveryCodes,
  generateRecoveryCodes,
  recoveryCodesStatus,
  regenerateRecoveryCodes,
} from './manage-recovery-codes.ts'
import { oauthCallback } from './oauth-callback.ts'
import { otp } from './otp.ts'
import { health, jwks, publicSettings } from './public-endpoints.ts'
import { reauthenticate } from './reauthenticate.ts'
import { recover } from './recover.ts'
import { passkeyRegistrationOptions, registerPasskey } from './register-passkey.ts'
import type { Endpoint, RequestContext } from './request-context.ts'
import { requireAdmin } from './require-admin.ts'
import { requirePermanentUser, requireUser } from './require-user.ts'
import { resend } from './resend.ts'
import { samlAcs } from './saml-acs.ts'
import { samlMetadata } from './saml-metadata.ts'
import { passkeyAuthenticationOptions, signInWithPasskey } from './sign-in-with-passkey.ts'
import { signUp } from './sign-up.ts'
import { startSso } from './sso.ts'
import { token } from './token.ts'
import { unenrollFactor } from './unenroll-factor.ts'
import { unlinkIdentity } from './unlink-identity.ts'
import { updateCurrentUser } from './update-user.ts'
import { verify } from './verify.ts'
import { verifyFactor } from './verify-factor.ts'
import { verifyLink } from './verify-link.ts'
import { verifyRecoveryCode } from './verify-recovery-code.ts'

type Endpoints = Partial<Record<string, Endpoint>>

/** Every endpoint under /auth/v1, by path and method; `*` stands for a segment that varies. */
const endpoints: Record<string, Endpoints> = {
  '/signup': { POST: signUp },
  '/token': { POST: token },
  '/otp': { POST: otp },
  '/magiclink': { POST: otp },
  '/recover': { POST: recover },
  '/resend': { POST: resend },
  '/verify': { GET: verifyLink, POST: verify },
  '/user': { GET: getUser, PUT: updateCurrentUser },
  '/user/identities/authorize': { GET: authorizeLink },
  '/user/identities/*': { DELETE: unlinkIdentity },
  '/authorize': { GET: authorize },
  '/callback': { GET: oauthCallback },
  '/reauthenticate': { GET: reauthenticate },
  '/factors': { POST: ifPermanent(enrollFactor) },
  '/factors/recovery-codes': {
    GET: ifPermanent(ifServed(recoveryCodesStatus)),
    POST: ifPermanent(ifServed(generateRecoveryCodes)),
    DELETE: ifPermanent(ifServed(deleteRecoveryCodes)),
  },
  '/factors/recovery-codes/regenerate': { POST: ifPermanent(ifServed(regenerateRecoveryCodes)) },
  '/factors/recovery-codes/verify': { POST: ifPermanent(ifServed(verifyRecoveryCode)) },
  '/factors/*': { DELETE: ifPermanent(unenrollFactor) },
  '/factors/*/challenge': { POST: ifPermanent(challengeFactor) },
  '/factors/*/verify': { POST: ifPermanent(verifyFactor) },
  '/logout': { POST: logout },
  '/passkeys': { GET: listPasskeys },
  '/passkeys/*': { PATCH: renamePasskey, DELETE: deletePasskey },
  '/passkeys/registration/options': { POST: passkeyRegistrationOptions },
  '/passkeys/registration/verify': { POST: registerPasskey },
  '/passkeys/authentication/options': { POST: passkeyAuthenticationOptions },
  '/passkeys/authentication/verify': { POST: signInWithPasskey },
  '/invite': { POST: invite },
  '/admin/users': { GET: listUsers, POST: createUserByAdmin },
  '/admin/users/*': { GET: getUserForAdmin, PUT: updateUserByAdmin, DELETE: deleteUserByAdmin },
  '/admin/users/*/factors': { GET: listFactorsForAdmin },
  '/admin/users/*/factors/*': { PUT: updateFactorByAdmin, DELETE: deleteFactorByAdmin },
  '/admin/sso/providers': { GET: listSsoProviders },
  '/admin/generate_link': { POST: generateLink },
  '/sso': { POST: startSso },
  '/sso/saml/metadata': { GET: samlMetadata },
  '/sso/saml/acs': { POST: samlAcs },
  '/settings': { GET: publicSettings },
  '/health': { GET: health },
  '/.well-known/jwks.json': { GET: jwks },
}

/** The check on every path below these, including unknown paths. */
const guards: Record<string, (context: RequestContext) => Promise<unknown>> = {
  '/user': requireUser,
  '/reauthenticate': requireUser,
  '/factors': requireFactor,
  '/admin': requireAdmin,
}

/** The endpoint for a method and a path below /auth/v1; where there is none, one that responds with 404 or 405. */
export function findEndpoint(method: string, path: string): Endpoint {
  const methods = Object.hasOwn(endpoints, path) ? endpoints[path] : findPattern(path)
  return methods?.[method] ?? missing(path, methods)
}

function findPattern(path: string): Endpoints | undefined {
  const segments = path.split('/')
  return Object.entries(endpoints).find(([pattern]) => {
    const parts = pattern.split('/')
    return (
      parts.length === segments.length &&
      parts.every((part, index) => part === segments[index] || (part === '*' && segments[index] !== ''))
    )
  })?.[1]
}

function missing(path: string, methods: Endpoints | undefined): Endpoint {
  const guard = Object.entries(guards).find(([name]) => `${path}/`.startsWith(`${name}/`))?.[1]
  return async (context) => {
    await guard?.(context)
    if (!methods)
      return new Response('404 page not found\n', {
        status: 404,
        headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
      })
    return new Response(null, { status: 405, headers: { Allow: Object.keys(methods).sort().join(', ') } })
  }
}

/** A server without recovery codes takes `recovery-codes` for the id of a factor. */
function ifServed(endpoint: Endpoint): Endpoint {
  return async (context) => {
    if (context.settings.mfa.recovery_codes === undefined) await requireFactor(context)
    return endpoint(context)
  }
}

/** An endpoint that is closed to anonymous users. */
function ifPermanent(endpoint: Endpoint): Endpoint {
  return async (context) => {
    await requirePermanentUser(context)
    return endpoint(context)
  }
}

/** Throws as requirePermanentUser does, and as loadFactor does for a path that names a factor. */
async function requireFactor(context: RequestContext): Promise<void> {
  await requirePermanentUser(context)
  const { user } = await requireUser(context)
  if (/\/factors\/./.test(context.url.pathname)) await loadFactor(context, user)
}
