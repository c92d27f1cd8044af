import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { isUuid } from './is-uuid.ts'
import { isoTime } from './iso-time.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'
import type { UserRow } from './user-row.ts'
import {
  type CredentialRow,
  listCredentials,
  requirePasskeyManager,
  requirePasskeys,
} from './webauthn-credential.ts'

const Rename = z.object({ friendly_name: z.string().default('') })
const MAX_NAME_BYTES = 120

/** `GET /passkeys`. The caller's passkeys. Throws as requireUser does, 404 passkey_disabled. */
export async function listPasskeys(context: RequestContext): Promise<Response> {
  requirePasskeys(context)
  const { user } = await requireUser(context)
  return Response.json((await listCredentials(context.sql, user.id)).map(passkeyJson))
}

/** `PATCH /passkeys/{id}`. Renames a passkey. Throws as listPasskeys does, 400 validation_failed, 404 validation_failed. */
export async function renamePasskey(context: RequestContext): Promise<Response> {
  requirePasskeys(context)
  const { user } = await requireUser(context)
  const id = passkeyId(context)
  const { friendly_name } = readBody(context, Rename)
  if (friendly_name === '') throw invalid('friendly_name is required')
  if (Buffer.byteLength(friendly_name) > MAX_NAME_BYTES)
    throw invalid('friendly_name must be 120 characters or less')
  const passkey = await findPasskey(context, user, id)
  await context.sql(
    'update auth.webauthn_credentials set friendly_name = $2, updated_at = clock_timestamp() where id = $1',
    [passkey.id, friendly_name],
  )
  await audit(context, user, 'passkey_updated', { passkey_id: passkey.id })
  return Response.json(passkeyJson({ ...passkey, friendly_name }))
}

/** `DELETE /passkeys/{id}`. Removes a passkey. Throws as requirePasskeyManager does, 404 validation_failed. */
export async function deletePasskey(context: RequestContext): Promise<Response> {
  const user = await requirePasskeyManager(context)
  const passkey = await findPasskey(context, user, passkeyId(context))
  await context.sql('delete from auth.webauthn_credentials where id = $1', [passkey.id])
  await audit(context, user, 'passkey_deleted', { passkey_id: passkey.id })
  return new Response(null, { status: 204 })
}

function passkeyId({ url }: RequestContext): string {
  const id = url.pathname.split('/').at(-1) ?? ''
  if (!isUuid(id)) throw notFound()
  return id.toLowerCase()
}

async function findPasskey({ sql }: RequestContext, user: UserRow, id: string): Promise<CredentialRow> {
  const passkey = (await listCredentials(sql, user.id)).find((candidate) => candidate.id === id)
  if (!passkey) throw notFound()
  return passkey
}

function notFound(): AuthError {
  return new AuthError(404, 'validation_failed', 'Passkey not found')
}

function passkeyJson({ id, friendly_name, created_at, last_used_at }: CredentialRow) {
  return {
    id,
    ...(friendly_name && { friendly_name }),
    created_at: isoTime(created_at),
    ...(last_used_at && { last_used_at: isoTime(last_used_at) }),
  }
}
