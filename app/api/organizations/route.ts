import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { operation, Reply } from '@/utils/api/operation'
import {
  newOrganizationSchema,
  organizationSchema,
  organizationsSchema,
} from '@/utils/organizations/api-schemas'
import { applyChange, requireOrganization } from '@/utils/organizations/organization-api'
import { listOrganizations } from '@/utils/organizations/organizations'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'listOrganizations',
    summary: 'List your organizations, by name.',
    result: organizationsSchema,
    responses: { 200: 'Your organizations.' },
    handle: async ({ client }) => ({ organizations: unwrap(await listOrganizations(client)) }),
  }),

  POST: operation({
    operationId: 'createOrganization',
    summary: 'Create an organization. You become its owner.',
    body: newOrganizationSchema,
    example: { name: 'Our team', slug: 'our-team' },
    result: organizationSchema,
    responses: { 201: 'The new organization.' },
    errors: [409],
    handle: async ({ client, body }) => {
      await applyChange(client.rpc('create_organization', body))
      const created = await requireOrganization(client, body.slug)
      return new Reply(201, created, { Location: `/api/organizations/${created.slug}` })
    },
  }),
})
