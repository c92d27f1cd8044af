/** The request ID to include when contacting support; nothing if there is none. */
export function RequestId({ id }: { id: string | undefined }) {
  if (!id) return null
  return (
    <p className="text-sm text-muted">
      If you contact us, include this ID: <code className="mt-1 block text-xs break-all">{id}</code>
    </p>
  )
}
