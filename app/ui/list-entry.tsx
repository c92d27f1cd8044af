import type { ReactNode } from 'react'

type ListEntryProps = { icon: ReactNode; title: ReactNode; children: ReactNode }

/** What an entry of a ListCard is about: an icon, a title, and details. Its buttons follow. */
export function ListEntry({ icon, title, children }: ListEntryProps) {
  return (
    <>
      <span className="flex size-10 items-center self-start justify-center rounded-full bg-sunken">
        {icon}
      </span>
      <div className="min-w-0 flex-1 basis-40">
        <div className="font-medium break-words">{title}</div>
        <p className="text-sm break-words text-muted">{children}</p>
      </div>
    </>
  )
}
