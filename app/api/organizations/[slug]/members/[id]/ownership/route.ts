import { userIdSchema } from '@/utils/api/current-user'
import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { operation } from '@/utils/api/operation'
import { memberSchema, slugInPath } from '@/utils/organizations/api-schemas'
import { applyChange, requireOrganization } from '@/utils/organizations/organization-api'
import { readMember } from '@/utils/organizations/organizations'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  POST: operation({
    operationId: 'transferOwnership',
    summary:
      'Make another member an owner, and yourself an admin. You need to have signed in within the last 10 minutes.',
    params: { slug: slugInPath, id: userIdSchema },
    result: memberSchema,
    responses: { 200: 'The new owner.' },
    errors: [404, 409],
    handle: async ({ client, params }) => {
      const organization = await requireOrganization(client, params.slug)
      const member = { organization_id: organization.id, user_id: params.id }
      await applyChange(client.rpc('transfer_ownership', member), {
        expiry_after_own: 'own_membership_expires',
      })
      return unwrap(await readMember(client, organization.id, params.id))
    },
  }),
})
