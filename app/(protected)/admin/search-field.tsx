type SearchFieldProps = {
  /** The hint has the same ID, and `-hint`. */
  id: string
  label: string
  search: string
}

/** The field of a search in the admin area. */
export function SearchField({ id, label, search }: SearchFieldProps) {
  return (
    <div className="grid min-w-0 flex-1 basis-60 gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        name="search"
        type="search"
        maxLength={200}
        aria-describedby={`${id}-hint`}
        defaultValue={search}
        className="input"
      />
    </div>
  )
}
