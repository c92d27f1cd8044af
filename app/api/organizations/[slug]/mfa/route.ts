import { endpoint } from '@/utils/api/endpoint'
import { operation } from '@/utils/api/operation'
import {
  organizationMfaChangeSchema,
  organizationSchema,
  slugInPath,
} from '@/utils/organizations/api-schemas'
import { applyChange, requireOrganization } from '@/utils/organizations/organization-api'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  PUT: operation({
    operationId: 'setOrganizationMfa',
    summary:
      'Require the second factor of all members of an organization, or no longer. To require it, your session needs to have passed yours.',
    params: { slug: slugInPath },
    body: organizationMfaChangeSchema,
    example: { requires_mfa: false },
    result: organizationSchema,
    responses: { 200: 'The changed organization.' },
    errors: [404],
    handle: async ({ client, params, body }) => {
      const { id } = await requireOrganization(client, params.slug)
      await applyChange(
        client.rpc('set_organization_mfa', { organization_id: id, required: body.requires_mfa }),
      )
      return await requireOrganization(client, params.slug)
    },
  }),
})
