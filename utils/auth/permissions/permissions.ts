import type { Enums } from '@/utils/supabase/database.types'
import { ROLE_PERMISSIONS } from './role-permissions'

export type Role = Enums<'app_role'>

/** Reading posts, materials and announcements needs no permission. */
export type Permission = (typeof ROLE_PERMISSIONS)[Role][number]

export const ROLES = Object.keys(ROLE_PERMISSIONS) as Role[]

/** The roles that an admin grants and revokes. Every user is a member. */
export const ASSIGNABLE_ROLES = ROLES.filter((role) => role !== 'member')
