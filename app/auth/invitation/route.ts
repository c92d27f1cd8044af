import { errorPath } from '@/utils/auth/routes'
import {
  invitationPath,
  invitationProof,
  invitationProofSchema,
  invitationTokenSchema,
} from '@/utils/organizations/invitation-link'
import { publicBrowserRoute } from '@/utils/request/browser-route'
import { redirectResponse } from '@/utils/request/redirect-response'

/** Opens the link of an invitation's email. It accepts nothing: email scanners open links, so the page behind it has a button. */
export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = publicBrowserRoute({
  GET: async ({ request }) => {
    const query = request.nextUrl.searchParams
    const token = invitationTokenSchema.safeParse(query.get('token'))
    const proof = invitationProofSchema.safeParse(query.get('proof'))
    if (!token.success || !proof.success) return redirectResponse(errorPath('link-incomplete'))
    await invitationProof.write({ token: token.data, proof: proof.data })
    return redirectResponse(invitationPath(token.data))
  },
})
