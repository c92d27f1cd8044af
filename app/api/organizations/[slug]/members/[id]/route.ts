import { userIdSchema } from '@/utils/api/current-user'
import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { operation } from '@/utils/api/operation'
import { memberChangeSchema, memberSchema, slugInPath } from '@/utils/organizations/api-schemas'
import { applyChange, requireOrganization } from '@/utils/organizations/organization-api'
import { readMember } from '@/utils/organizations/organizations'

const params = { slug: slugInPath, id: userIdSchema }

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'readMember',
    summary: 'Get a member of an organization.',
    params,
    result: memberSchema,
    responses: { 200: 'The member.' },
    errors: [404],
    handle: async ({ client, params }) => {
      const organization = await requireOrganization(client, params.slug)
      return unwrap(await readMember(client, organization.id, params.id))
    },
  }),

  PATCH: operation({
    operationId: 'changeMember',
    summary: 'Change the role of another member, and when the membership ends. Neither can exceed your own.',
    params,
    body: memberChangeSchema,
    example: { role: 'member', expires_at: null },
    result: memberSchema,
    responses: { 200: 'The changed member.' },
    errors: [404, 409],
    handle: async ({ client, params, body }) => {
      const organization = await requireOrganization(client, params.slug)
      const member = { organization_id: organization.id, user_id: params.id }
      const { role, expires_at } = body
      await applyChange(
        client.rpc('change_member_role', { ...member, role, ...(expires_at && { expires_at }) }),
      )
      return unwrap(await readMember(client, organization.id, params.id))
    },
  }),

  DELETE: operation({
    operationId: 'removeMember',
    summary: 'Remove another member from an organization.',
    params,
    responses: { 204: 'The member is removed.' },
    errors: [404, 409],
    handle: async ({ client, params }) => {
      const { id } = await requireOrganization(client, params.slug)
      await applyChange(client.rpc('remove_member', { organization_id: id, user_id: params.id }))
    },
  }),
})
