import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PageHeading } from '@/app/ui/page-heading'
import { Pager } from '@/app/ui/pager'
import { Icon } from '@/app/ui/svg-icon'
import { Unavailable } from '@/app/ui/unavailable'
import { listOrganizations } from '@/utils/admin/organizations'
import { requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { SearchField } from '../search-field'
import { OrganizationTable } from './organization-table'

export const metadata: Metadata = { title: 'All organizations' }

const PATH = '/admin/organizations'

export default async function OrganizationsPage({ searchParams }: { searchParams: SearchParams }) {
  await requirePermission('users.manage', notFound)
  const search = (await firstParam(searchParams, 'search')) ?? ''
  const before = await firstParam(searchParams, 'before')
  const page = await listOrganizations({ search, before })
  const pathTo = (id?: string) => {
    const query = new URLSearchParams({ ...(search && { search }), ...(id && { before: id }) })
    return query.size > 0 ? `${PATH}?${query}` : PATH
  }
  return (
    <>
      <PageHeading title="Organizations" lead="Find an organization to see its owner and its size." />
      <search>
        <form action={PATH} className="flex flex-wrap items-end gap-3">
          <SearchField id="organization-search" label="Name or address" search={search} />
          <button type="submit" className="button button-quiet">
            <Icon name="icon-search" className="size-4.5" />
            Search
          </button>
          <p id="organization-search-hint" className="basis-full text-sm text-muted">
            The start of a name, an address, or any word in them, such as “acme”.
          </p>
        </form>
      </search>
      {page.ok ? (
        <OrganizationTable organizations={page.data.organizations} />
      ) : (
        <Unavailable retry={pathTo(before)} />
      )}
      <Pager
        label="Pages of organizations"
        first={before ? pathTo() : undefined}
        next={page.ok && page.data.older ? pathTo(page.data.older) : undefined}
        firstText={search ? 'First page' : 'Newest'}
        nextText={search ? 'Next page' : 'Older'}
      />
    </>
  )
}
