/** Looks people up. A plain GET form: the search is part of the page's address. */
export function SearchForm({ search }: { search: string }) {
  return (
    <search>
      <form action="/admin" className="flex flex-wrap items-end gap-3">
        <div className="grid min-w-0 flex-1 gap-1.5">
          <label htmlFor="search" className="text-sm font-medium">
            Name or email
          </label>
          <input
            id="search"
            name="search"
            type="search"
            maxLength={200}
            aria-describedby="search-hint"
            defaultValue={search}
            className="min-h-11 w-full rounded-control border border-edge bg-surface px-3 py-2"
          />
        </div>
        <button type="submit" className="button button-quiet">
          Search
        </button>
        <p id="search-hint" className="basis-full text-sm text-muted">
          The start of a name, an email address or any word in them, such as “smi” or “example.com”.
        </p>
      </form>
    </search>
  )
}
