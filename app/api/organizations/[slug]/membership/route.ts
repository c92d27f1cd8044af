import { endpoint } from '@/utils/api/endpoint'
import { operation } from '@/utils/api/operation'
import { slugInPath } from '@/utils/organizations/api-schemas'
import { applyChange, requireOrganization } from '@/utils/organizations/organization-api'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  DELETE: operation({
    operationId: 'leaveOrganization',
    summary: 'Leave an organization.',
    params: { slug: slugInPath },
    responses: { 204: 'You left the organization.' },
    errors: [404, 409],
    handle: async ({ client, params }) => {
      const { id } = await requireOrganization(client, params.slug)
      await applyChange(client.rpc('leave_organization', { organization_id: id }))
    },
  }),
})
