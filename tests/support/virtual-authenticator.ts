import type { CDPSession, Page } from '@playwright/test'

/** Chromium's own authenticator in software, in one page: https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/. */
export type VirtualAuthenticator = {
  /** The passkeys that it holds. */
  credentials(): Promise<Credential[]>
  /** Replaces its passkeys. */
  replace(credentials: Credential[]): Promise<void>
}

type Credential = Awaited<ReturnType<typeof read>>[number]

async function read(session: CDPSession, authenticatorId: string) {
  return (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials
}

/** Adds a platform authenticator that holds passkeys and whose user is there. */
export async function addVirtualAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    credentials: () => read(session, authenticatorId),
    async replace(credentials) {
      await session.send('WebAuthn.clearCredentials', { authenticatorId })
      for (const credential of credentials)
        await session.send('WebAuthn.addCredential', { authenticatorId, credential })
    },
  }
}
