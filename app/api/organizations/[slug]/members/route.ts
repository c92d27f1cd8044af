import { userIdSchema } from '@/utils/api/current-user'
import { endpoint } from '@/utils/api/endpoint'
import { unwrap } from '@/utils/api/errors'
import { operation } from '@/utils/api/operation'
import { membersPageSchema, slugInPath } from '@/utils/organizations/api-schemas'
import { requireOrganization } from '@/utils/organizations/organization-api'
import { listMembers, MEMBERS_PER_PAGE } from '@/utils/organizations/organizations'

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = endpoint({
  GET: operation({
    operationId: 'listMembers',
    summary: `List the members of an organization in the order in which they joined, ${MEMBERS_PER_PAGE} per page.`,
    params: { slug: slugInPath },
    query: {
      after: userIdSchema.meta({
        description: 'Return only members after this one: `next` of the previous page.',
      }),
    },
    result: membersPageSchema,
    responses: {
      200: 'A page of members. Those whose membership has expired are listed until they are removed.',
    },
    errors: [404],
    handle: async ({ client, params, query }) => {
      const { id } = await requireOrganization(client, params.slug)
      return unwrap(await listMembers(client, id, query.after))
    },
  }),
})
