// Generated from the table role_permissions: change it with a migration, then run `npm run db:types`.

/** What each role may do. The database decides; TypeScript uses the names. */
export const ROLE_PERMISSIONS = {
  member: ['posts.create', 'posts.delete_own'],
  mentor: ['materials.create', 'materials.delete', 'posts.create', 'posts.delete_own'],
  admin: [
    'announcements.create',
    'announcements.delete',
    'audit.read',
    'materials.create',
    'materials.delete',
    'posts.create',
    'posts.delete_any',
    'posts.delete_own',
    'users.manage',
  ],
} as const
