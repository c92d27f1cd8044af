import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Unavailable } from '@/app/ui/unavailable'
import { listUsers } from '@/utils/admin/users'
import { requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { SearchForm } from './search-form'
import { UserList } from './user-list'

export const metadata: Metadata = { title: 'People' }

export default async function PeoplePage({ searchParams }: { searchParams: SearchParams }) {
  await requirePermission('users.manage', notFound)
  const search = (await firstParam(searchParams, 'search')) ?? ''
  const before = await firstParam(searchParams, 'before')
  const page = await listUsers(search, before)
  const pathTo = (id?: string) => {
    const query = new URLSearchParams({ ...(search && { search }), ...(id && { before: id }) })
    return query.size > 0 ? `/admin?${query}` : '/admin'
  }
  return (
    <div className="grid gap-6">
      <h1 className="text-3xl font-semibold tracking-tight">People</h1>
      <SearchForm search={search} />
      {page ? <UserList users={page.users} /> : <Unavailable retry={pathTo(before)} />}
      <nav aria-label="Pages" className="flex flex-wrap gap-3">
        {before && (
          <Link prefetch={false} href={pathTo()} className="button button-quiet">
            {search ? 'First page' : 'Newest'}
          </Link>
        )}
        {page?.older && (
          <Link prefetch={false} href={pathTo(page.older)} className="button button-quiet">
            {search ? 'Next page' : 'Older'}
          </Link>
        )}
      </nav>
    </div>
  )
}
