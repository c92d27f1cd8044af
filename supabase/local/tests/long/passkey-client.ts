import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { expect } from 'vitest'
import { Authenticator } from '../../src/testing/index.ts'
import type { Body, createBackendClient } from './backend-client.ts'

/** The origin of the pages that use the passkeys. */
export const origin = 'http://localhost:3000'

interface Options<T> {
  challenge_id: string
  options: T
}

/** Short ways to use passkeys at a backend. */
export function createPasskeyClient({ auth, member }: ReturnType<typeof createBackendClient>) {
  const send = (path: string, body: object, token?: string) => auth(`/passkeys${path}`, { body, token })

  async function registrationOptions({ access_token }: Body) {
    const { status, body } = await send('/registration/options', {}, access_token)
    expect(status).toBe(200)
    return body as unknown as Options<PublicKeyCredentialCreationOptionsJSON>
  }

  async function authenticationOptions() {
    const { status, body } = await send('/authentication/options', {})
    expect(status).toBe(200)
    return body as unknown as Options<PublicKeyCredentialRequestOptionsJSON>
  }

  /** Registers a new passkey. @returns the response. */
  async function register(session: Body, authenticator: Authenticator, ceremony = { origin }) {
    const { challenge_id, options } = await registrationOptions(session)
    const credential = authenticator.create(options, ceremony)
    return send('/registration/verify', { challenge_id, credential }, session.access_token)
  }

  /** A user with one passkey. */
  async function passkeyUser(email: string) {
    const session = await member(email)
    const authenticator = new Authenticator()
    const { body } = await register(session, authenticator)
    return { session, authenticator, id: String(body.id) }
  }

  /** Signs in with a passkey. @returns the response. */
  async function signIn(
    authenticator: Authenticator,
    ceremony: { origin: string; userVerified?: boolean } = { origin },
  ) {
    const { challenge_id, options } = await authenticationOptions()
    return send('/authentication/verify', { challenge_id, credential: authenticator.get(options, ceremony) })
  }

  return { send, registrationOptions, authenticationOptions, register, passkeyUser, signIn }
}
