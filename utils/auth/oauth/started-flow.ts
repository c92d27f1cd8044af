import 'server-only'
import { z } from 'zod'
import { flowCookie } from '@/utils/cookies/flow-cookie'

/** Five minutes for consent and five for the resulting code. */
export const FLOW_LIFE_S = 10 * 60

/** `provider` of a sign-in with single sign-on. */
export const SSO = 'sso'

/** The sign-in that this browser has started at an identity provider. Without it, a code is not accepted. */
export const startedFlow = flowCookie(
  'oauth-flow',
  z.object({
    /** An OAuth provider, or SSO. */
    provider: z.string(),
    /** Not known for SSO: then each verifier of this browser is attempted. */
    flowId: z.string().optional(),
    next: z.string(),
    at: z.number(),
    /** The session that connects a sign-in method, if that is the purpose. */
    linkingSession: z.string().optional(),
    /** The user who re-authenticates, if that is the purpose. */
    reauthenticates: z.string().optional(),
    /** Where the browser goes next: the identity provider of SSO. */
    url: z.string().optional(),
  }),
  FLOW_LIFE_S,
)
