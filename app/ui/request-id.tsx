/** What to mention to whoever looks into the log. Nothing where there is nothing to mention. */
export function RequestId({ id }: { id: string | undefined }) {
  if (!id) return null
  return (
    <p className="text-sm text-muted">
      If you contact us, include this ID: <code className="mt-1 block text-xs break-all">{id}</code>
    </p>
  )
}
