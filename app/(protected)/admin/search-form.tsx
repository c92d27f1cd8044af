import { Icon } from '@/app/ui/svg-icon'
import { ASSIGNABLE_ROLES } from '@/utils/auth/permissions/permissions'
import { SearchField } from './search-field'

/** Finds users. A plain GET form: the search is part of the URL. */
export function SearchForm({ search, role }: { search: string; role: string | undefined }) {
  return (
    <search>
      <form action="/admin" className="flex flex-wrap items-end gap-3">
        <SearchField id="user-search" label="Name or email" search={search} />
        <div className="grid gap-1.5">
          <label htmlFor="user-role" className="text-sm font-medium">
            Role
          </label>
          <select id="user-role" name="role" defaultValue={role} className="input">
            <option value="">All roles</option>
            {ASSIGNABLE_ROLES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
        <button type="submit" className="button button-quiet">
          <Icon name="icon-search" className="size-4.5" />
          Search
        </button>
        <p id="user-search-hint" className="basis-full text-sm text-muted">
          The start of a name, an email address, or any word in them, such as “smi” or “example.com”.
        </p>
      </form>
    </search>
  )
}
