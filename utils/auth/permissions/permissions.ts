import type { Enums } from '@/utils/supabase/database.types'

export type Role = Enums<'app_role'>

/**
 * What each role may do: the one list in TypeScript. The database decides by its own (`role_permissions`); a test compares the
 * two. Reading posts, materials and announcements needs no permission.
 */
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
} as const satisfies Record<Role, readonly string[]>

export type Permission = (typeof ROLE_PERMISSIONS)[Role][number]

/** The roles that an admin gives and takes. Everybody is a member. */
export const ASSIGNABLE_ROLES = ['mentor', 'admin'] as const satisfies readonly Role[]
