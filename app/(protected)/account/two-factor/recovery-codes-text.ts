/** How many recovery codes are left, and what to do when they run out; null: unknown. */
export function recoveryCodesText(left: number | null): string {
  if (left === null) return 'We can’t check how many codes are left right now.'
  if (left === 0)
    return 'You have no recovery codes. Create some, so that you don’t lose access with your phone.'
  const codes = left === 1 ? '1 unused recovery code' : `${left} unused recovery codes`
  return left <= 3 ? `You have only ${codes}. Create new ones.` : `You have ${codes}.`
}
