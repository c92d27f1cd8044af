import { endpoint } from '@/utils/api/endpoint'
import { operation } from '@/utils/api/operation'
import { organizationChangeSchema, organizationSchema, slugInPath } from '@/utils/organizations/api-schemas'
import { applyChange, requireOrganization } from '@/utils/organizations/organization-api'

const params = { slug: slugInPath }

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'readOrganization',
    summary: 'Get one of your organizations.',
    params,
    result: organizationSchema,
    responses: { 200: 'The organization.' },
    errors: [404],
    handle: ({ client, params }) => requireOrganization(client, params.slug),
  }),

  PATCH: operation({
    operationId: 'renameOrganization',
    summary: 'Change the name of an organization.',
    params,
    body: organizationChangeSchema,
    example: { name: 'Our whole team' },
    result: organizationSchema,
    responses: { 200: 'The changed organization.' },
    errors: [404],
    handle: async ({ client, params, body }) => {
      const { id } = await requireOrganization(client, params.slug)
      await applyChange(client.rpc('rename_organization', { organization_id: id, name: body.name }))
      return await requireOrganization(client, params.slug)
    },
  }),

  DELETE: operation({
    operationId: 'deleteOrganization',
    summary:
      'Delete an organization with everything in it. You need to have signed in within the last 10 minutes.',
    params,
    responses: { 204: 'The organization is deleted.' },
    errors: [404],
    handle: async ({ client, params }) => {
      const { id } = await requireOrganization(client, params.slug)
      await applyChange(client.rpc('delete_organization', { organization_id: id }))
    },
  }),
})
