import { randomBytes } from 'node:crypto'
import type { Account } from './accounts.ts'

const lifetime = 10 * 60 * 1000

interface Grant {
  account: Account
  clientId: string
  redirectUri: string
  until: number
}

/** The codes and tokens that the local GitHub has issued. */
export function createGrantStore() {
  const codes = new Map<string, Grant>()
  const tokens = new Map<string, Account>()
  return {
    /** A code for a consent: works once, for ten minutes, for this client and address. */
    issueCode(account: Account, clientId: string, redirectUri: string): string {
      const code = randomBytes(10).toString('hex')
      codes.set(code, { account, clientId, redirectUri, until: Date.now() + lifetime })
      return code
    },
    /** The token for a code, or undefined if the code is invalid. The code cannot be used again. */
    redeem(code: string, clientId: string, redirectUri: string): string | undefined {
      const grant = codes.get(code)
      codes.delete(code)
      if (!grant || grant.until < Date.now()) return undefined
      if (grant.clientId !== clientId || (redirectUri && grant.redirectUri !== redirectUri)) return undefined
      const token = `gho_${randomBytes(18).toString('hex')}`
      tokens.set(token, grant.account)
      return token
    },
    /** The owner of this token. */
    findAccount: (token: string): Account | undefined => tokens.get(token),
  }
}

export type GrantStore = ReturnType<typeof createGrantStore>
