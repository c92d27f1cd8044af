import { decodeJwt } from 'jose'
import { Secret, TOTP } from 'otpauth'
import { type Body, type createBackendClient, password } from './backend-client.ts'

/** An authenticator app that holds one factor. */
export interface Enrolled {
  id: string
  secret: string
}

/** The code that the app shows. */
export const code = ({ secret }: Pick<Enrolled, 'secret'>, timestamp = Date.now()) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })

/** A code that is wrong now and in the minute around. */
export function wrongCode(factor: Enrolled): string {
  const valid = [-60_000, -30_000, 0, 30_000, 60_000].map((shift) => code(factor, Date.now() + shift))
  const codes = ['000000', '111111', '222222', '333333', '444444', '555555']
  return codes.find((text) => !valid.includes(text)) ?? ''
}

/** Short ways to use factors at a backend. */
export function createFactorClient({ auth, backend, member }: ReturnType<typeof createBackendClient>) {
  const signIn = async (email: string) =>
    (await auth('/token?grant_type=password', { body: { email, password } })).body

  const enroll = ({ access_token: token }: Body, body: object = {}) =>
    auth('/factors', { token, body: { factor_type: 'totp', ...body } })

  const challenge = async ({ access_token: token }: Body, { id }: Enrolled, headers = {}) =>
    String((await auth(`/factors/${id}/challenge`, { method: 'POST', token, headers })).body.id)

  const answer = ({ access_token: token }: Body, { id }: Enrolled, body: object, headers = {}) =>
    auth(`/factors/${id}/verify`, { token, body, headers })

  const remove = ({ access_token: token }: Body, { id }: Enrolled) =>
    auth(`/factors/${id}`, { method: 'DELETE', token })

  async function enrolled(session: Body, friendly_name = ''): Promise<Enrolled> {
    const { body } = await enroll(session, { friendly_name })
    return { id: String(body.id), secret: (body.totp as { secret: string }).secret }
  }

  async function verify(session: Body, factor: Enrolled, text = code(factor)) {
    return answer(session, factor, { challenge_id: await challenge(session, factor), code: text })
  }

  /** A user with a verified factor, and the session at aal2 that verified it. */
  async function memberWithFactor(email: string) {
    const session = await member(email)
    const factor = await enrolled(session, 'Phone')
    const { body } = await verify(session, factor)
    return { factor, session: { ...session, ...body } as Body }
  }

  const sessionRow = async ({ access_token }: Body) =>
    (
      await backend().sql('select aal, factor_id from auth.sessions where id = $1', [
        decodeJwt(access_token).session_id,
      ])
    )[0]

  const factorsOf = async ({ access_token: token }: Body) => (await auth('/user', { token })).body.factors

  return {
    signIn,
    enroll,
    challenge,
    answer,
    remove,
    enrolled,
    verify,
    memberWithFactor,
    sessionRow,
    factorsOf,
  }
}
