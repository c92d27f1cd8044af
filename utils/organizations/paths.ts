/** The path of a page of an organization. */
export function organizationPath(
  slug: string,
  page: '' | 'notes' | 'members' | 'invitations' | 'settings' = '',
): string {
  return page ? `/o/${slug}/${page}` : `/o/${slug}`
}

/** The path of the page of a member. */
export function memberPath(slug: string, userId: string): string {
  return `/o/${slug}/members/${userId}`
}
