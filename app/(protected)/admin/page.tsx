import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { titleIfFound } from '@/app/ui/not-found-page'
import { PageHeading } from '@/app/ui/page-heading'
import { Pager } from '@/app/ui/pager'
import { Unavailable } from '@/app/ui/unavailable'
import { listUsers } from '@/utils/admin/users'
import { hasPermission, requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { SearchForm } from './search-form'
import { UserList } from './user-list'

export async function generateMetadata(): Promise<Metadata> {
  return await titleIfFound('Users', async () => await hasPermission('users.manage'))
}

export default async function UsersPage({ searchParams }: { searchParams: SearchParams }) {
  await requirePermission('users.manage', notFound)
  const search = (await firstParam(searchParams, 'search')) ?? ''
  const before = await firstParam(searchParams, 'before')
  const role = await firstParam(searchParams, 'role')
  const page = await listUsers({ search, role, before })
  const pathTo = (id?: string) => {
    const query = new URLSearchParams({
      ...(search && { search }),
      ...(role && { role }),
      ...(id && { before: id }),
    })
    return query.size > 0 ? `/admin?${query}` : '/admin'
  }
  return (
    <>
      <PageHeading title="Users" lead="Find an account to see its roles, sessions, and activity." />
      <SearchForm search={search} role={role} />
      {page ? <UserList users={page.users} /> : <Unavailable retry={pathTo(before)} />}
      <Pager
        label="Pages of users"
        first={before ? pathTo() : undefined}
        next={page?.older ? pathTo(page.older) : undefined}
        firstText={search ? 'First page' : 'Newest'}
        nextText={search ? 'Next page' : 'Older'}
      />
    </>
  )
}
