export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  public: {
    Tables: {
      announcements: {
        Row: {
          author_id: string | null
          author_name: string
          body: string
          created_at: string
          id: number
          idempotency_key: string | null
          member_id: string | null
          organization_id: string | null
          title: string
        }
        ComputedFields: never
        Insert: {
          author_id?: string | null
          author_name?: string
          body: string
          created_at?: string
          id?: never
          idempotency_key?: string | null
          member_id?: string | null
          organization_id?: string | null
          title: string
        }
        Update: {
          author_id?: string | null
          author_name?: string
          body?: string
          created_at?: string
          id?: never
          idempotency_key?: string | null
          member_id?: string | null
          organization_id?: string | null
          title?: string
        }
        Relationships: [
          {
            foreignKeyName: 'announcements_member_fkey'
            columns: ['organization_id', 'member_id']
            isOneToOne: false
            referencedRelation: 'organization_members'
            referencedColumns: ['organization_id', 'user_id']
          },
          {
            foreignKeyName: 'announcements_organization_id_fkey'
            columns: ['organization_id']
            isOneToOne: false
            referencedRelation: 'organizations'
            referencedColumns: ['id']
          },
        ]
      }
      audit_log: {
        Row: {
          actor_id: string | null
          created_at: string
          id: number
          reason: string | null
          result: string
          session_id: string | null
          type: Database['public']['Enums']['audit_type']
          user_id: string | null
        }
        ComputedFields: never
        Insert: {
          actor_id?: string | null
          created_at?: string
          id?: never
          reason?: string | null
          result?: string
          session_id?: string | null
          type: Database['public']['Enums']['audit_type']
          user_id?: string | null
        }
        Update: {
          actor_id?: string | null
          created_at?: string
          id?: never
          reason?: string | null
          result?: string
          session_id?: string | null
          type?: Database['public']['Enums']['audit_type']
          user_id?: string | null
        }
        Relationships: []
      }
      colors: {
        Row: {
          id: number
          name: string
        }
        ComputedFields: never
        Insert: {
          id?: never
          name: string
        }
        Update: {
          id?: never
          name?: string
        }
        Relationships: []
      }
      materials: {
        Row: {
          author_id: string | null
          author_name: string
          body: string
          created_at: string
          id: number
          idempotency_key: string | null
          member_id: string | null
          organization_id: string | null
          title: string
        }
        ComputedFields: never
        Insert: {
          author_id?: string | null
          author_name?: string
          body: string
          created_at?: string
          id?: never
          idempotency_key?: string | null
          member_id?: string | null
          organization_id?: string | null
          title: string
        }
        Update: {
          author_id?: string | null
          author_name?: string
          body?: string
          created_at?: string
          id?: never
          idempotency_key?: string | null
          member_id?: string | null
          organization_id?: string | null
          title?: string
        }
        Relationships: [
          {
            foreignKeyName: 'materials_member_fkey'
            columns: ['organization_id', 'member_id']
            isOneToOne: false
            referencedRelation: 'organization_members'
            referencedColumns: ['organization_id', 'user_id']
          },
          {
            foreignKeyName: 'materials_organization_id_fkey'
            columns: ['organization_id']
            isOneToOne: false
            referencedRelation: 'organizations'
            referencedColumns: ['id']
          },
        ]
      }
      notes: {
        Row: {
          author_id: string | null
          created_at: string
          id: number
          idempotency_key: string | null
          note: string
          organization_id: string | null
          owner_id: string | null
          user_id: string | null
        }
        ComputedFields: never
        Insert: {
          author_id?: string | null
          created_at?: string
          id?: never
          idempotency_key?: string | null
          note: string
          organization_id?: string | null
          owner_id?: never
          user_id?: string | null
        }
        Update: {
          author_id?: string | null
          created_at?: string
          id?: never
          idempotency_key?: string | null
          note?: string
          organization_id?: string | null
          owner_id?: never
          user_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: 'notes_author_fkey'
            columns: ['organization_id', 'author_id']
            isOneToOne: false
            referencedRelation: 'organization_members'
            referencedColumns: ['organization_id', 'user_id']
          },
          {
            foreignKeyName: 'notes_organization_id_fkey'
            columns: ['organization_id']
            isOneToOne: false
            referencedRelation: 'organizations'
            referencedColumns: ['id']
          },
        ]
      }
      organization_members: {
        Row: {
          created_at: string
          expires_at: string | null
          organization_id: string
          role: Database['public']['Enums']['organization_role']
          user_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          expires_at?: string | null
          organization_id: string
          role: Database['public']['Enums']['organization_role']
          user_id: string
        }
        Update: {
          created_at?: string
          expires_at?: string | null
          organization_id?: string
          role?: Database['public']['Enums']['organization_role']
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: 'organization_members_organization_id_fkey'
            columns: ['organization_id']
            isOneToOne: false
            referencedRelation: 'organizations'
            referencedColumns: ['id']
          },
        ]
      }
      organizations: {
        Row: {
          created_at: string
          id: string
          name: string
          requires_mfa: boolean
          slug: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id?: string
          name: string
          requires_mfa?: boolean
          slug: string
        }
        Update: {
          created_at?: string
          id?: string
          name?: string
          requires_mfa?: boolean
          slug?: string
        }
        Relationships: []
      }
      posts: {
        Row: {
          author_id: string | null
          author_name: string
          body: string
          created_at: string
          id: number
          idempotency_key: string | null
          member_id: string | null
          organization_id: string | null
          title: string
        }
        ComputedFields: never
        Insert: {
          author_id?: string | null
          author_name?: string
          body: string
          created_at?: string
          id?: never
          idempotency_key?: string | null
          member_id?: string | null
          organization_id?: string | null
          title: string
        }
        Update: {
          author_id?: string | null
          author_name?: string
          body?: string
          created_at?: string
          id?: never
          idempotency_key?: string | null
          member_id?: string | null
          organization_id?: string | null
          title?: string
        }
        Relationships: [
          {
            foreignKeyName: 'posts_member_fkey'
            columns: ['organization_id', 'member_id']
            isOneToOne: false
            referencedRelation: 'organization_members'
            referencedColumns: ['organization_id', 'user_id']
          },
          {
            foreignKeyName: 'posts_organization_id_fkey'
            columns: ['organization_id']
            isOneToOne: false
            referencedRelation: 'organizations'
            referencedColumns: ['id']
          },
        ]
      }
      profiles: {
        Row: {
          created_at: string
          id: string
          name: string
          updated_at: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          id: string
          name?: string
          updated_at?: string
        }
        Update: {
          created_at?: string
          id?: string
          name?: string
          updated_at?: string
        }
        Relationships: []
      }
      role_permissions: {
        Row: {
          permission: string
          requires_aal2: boolean
          role: Database['public']['Enums']['app_role']
        }
        ComputedFields: never
        Insert: {
          permission: string
          requires_aal2?: boolean
          role: Database['public']['Enums']['app_role']
        }
        Update: {
          permission?: string
          requires_aal2?: boolean
          role?: Database['public']['Enums']['app_role']
        }
        Relationships: []
      }
      user_roles: {
        Row: {
          created_at: string
          expires_at: string | null
          granted_by: string | null
          reason: string
          role: Database['public']['Enums']['app_role']
          user_id: string
        }
        ComputedFields: never
        Insert: {
          created_at?: string
          expires_at?: string | null
          granted_by?: string | null
          reason?: string
          role: Database['public']['Enums']['app_role']
          user_id: string
        }
        Update: {
          created_at?: string
          expires_at?: string | null
          granted_by?: string | null
          reason?: string
          role?: Database['public']['Enums']['app_role']
          user_id?: string
        }
        Relationships: []
      }
    }
    Views: {
      [_ in never]: never
    }
    Functions: {
      accept_invitation: { Args: { token: string }; Returns: string }
      add_organization_domain: { Args: { domain: string; organization_id: string }; Returns: undefined }
      all_activity: {
        Args: {
          before?: number
          for_user?: string
          of_type?: Database['public']['Enums']['audit_type']
          size?: number
        }
        Returns: {
          actor_email: string
          actor_id: string
          created_at: string
          id: number
          ip: string
          reason: string
          result: string
          session_id: string
          type: Database['public']['Enums']['audit_type']
          user_agent: string
          user_email: string
          user_id: string
        }[]
      }
      allow_signup: { Args: { entry: string }; Returns: undefined }
      applied_migrations: { Args: Record<PropertyKey, never>; Returns: string[] }
      approve_access_request: { Args: { access_until?: string; request_id: string }; Returns: string }
      authorize: { Args: { permission: string }; Returns: boolean }
      ban_user: { Args: { reason: string; until?: string; user_id: string }; Returns: undefined }
      cancel_email_change: { Args: Record<PropertyKey, never>; Returns: boolean }
      cancel_factor_reset: { Args: { user_id?: string }; Returns: boolean }
      change_member_role: {
        Args: {
          expires_at?: string
          organization_id: string
          role: Database['public']['Enums']['organization_role']
          user_id: string
        }
        Returns: undefined
      }
      claim_signup: { Args: { nonce: string }; Returns: string }
      complete_factor_reset: { Args: Record<PropertyKey, never>; Returns: boolean }
      create_organization: { Args: { name: string; slug: string }; Returns: string }
      current_permissions: { Args: Record<PropertyKey, never>; Returns: string[] }
      delete_account: { Args: Record<PropertyKey, never>; Returns: undefined }
      delete_organization: { Args: { organization_id: string }; Returns: undefined }
      disallow_signup: { Args: { entry: string }; Returns: boolean }
      end_session: { Args: { session_id: string }; Returns: boolean }
      end_user_sessions: { Args: { reason: string; user_id: string }; Returns: number }
      finish_note_transfer: { Args: { move: boolean; token: string }; Returns: number }
      finish_password_reset: { Args: { completed: boolean }; Returns: undefined }
      generate_recovery_codes: { Args: Record<PropertyKey, never>; Returns: string[] }
      get_organization: {
        Args: { organization_slug: string }
        Returns: {
          created_at: string
          id: string
          members: number
          name: string
          owner_email: string
          owner_id: string
          owner_name: string
          requires_mfa: boolean
          slug: string
        }[]
      }
      get_user: {
        Args: { user_id: string }
        Returns: {
          banned: boolean
          banned_until: string
          confirmed: boolean
          created_at: string
          email: string
          factor_reset_due_at: string
          factors: Json
          id: string
          last_sign_in_at: string
          name: string
          roles: Json
          sessions: number
        }[]
      }
      grant_role: {
        Args: {
          expires_at?: string
          reason: string
          role: Database['public']['Enums']['app_role']
          user_id: string
        }
        Returns: undefined
      }
      has_active_session: { Args: Record<PropertyKey, never>; Returns: boolean }
      has_password: { Args: Record<PropertyKey, never>; Returns: boolean }
      has_sufficient_aal: { Args: Record<PropertyKey, never>; Returns: boolean }
      invite_member: {
        Args: {
          email: string
          member_until?: string
          organization_id: string
          role: Database['public']['Enums']['organization_role']
          token: string
        }
        Returns: string
      }
      is_aal2: { Args: Record<PropertyKey, never>; Returns: boolean }
      join_organization: { Args: { slug: string }; Returns: undefined }
      last_sign_in_location: { Args: Record<PropertyKey, never>; Returns: string }
      leave_organization: { Args: { organization_id: string }; Returns: undefined }
      link_sso_provider: { Args: { organization_id: string; provider_id: string }; Returns: undefined }
      list_access_requests: {
        Args: { after?: string; size?: number; with_status?: string }
        Returns: {
          access_until: string
          created_at: string
          decided_at: string
          email: string
          id: string
          name: string
          reason: string
          status: string
          user_id: string
        }[]
      }
      list_invitations: {
        Args: { after?: string; organization_id: string; size?: number }
        Returns: {
          created_at: string
          email: string
          expires_at: string
          id: string
          member_until: string
          role: Database['public']['Enums']['organization_role']
        }[]
      }
      list_joinable_organizations: {
        Args: Record<PropertyKey, never>
        Returns: {
          domain: string
          name: string
          slug: string
        }[]
      }
      list_my_organizations: {
        Args: Record<PropertyKey, never>
        Returns: {
          expires_at: string
          id: string
          is_accessible: boolean
          is_last_owner: boolean
          joined_at: string
          name: string
          permissions: string[]
          requires_mfa: boolean
          role: Database['public']['Enums']['organization_role']
          slug: string
        }[]
      }
      list_organization_domains: {
        Args: { organization_id: string }
        Returns: {
          added_by: string
          created_at: string
          domain: string
        }[]
      }
      list_organization_members: {
        Args: { after?: string; organization_id: string; size?: number; user_ids?: string[] }
        Returns: {
          email: string
          expires_at: string
          joined_at: string
          name: string
          role: Database['public']['Enums']['organization_role']
          user_id: string
        }[]
      }
      list_organizations: {
        Args: { before?: string; search?: string; size?: number }
        Returns: {
          created_at: string
          id: string
          members: number
          name: string
          owner_email: string
          owner_id: string
          owner_name: string
          requires_mfa: boolean
          slug: string
        }[]
      }
      list_sessions: {
        Args: Record<PropertyKey, never>
        Returns: {
          aal: string
          created_at: string
          id: string
          ip: string
          is_current: boolean
          last_active_at: string
          user_agent: string
        }[]
      }
      list_signup_allowlist: {
        Args: { after?: string; size?: number }
        Returns: {
          created_at: string
          entry: string
        }[]
      }
      list_sso_providers: {
        Args: { organization_id: string }
        Returns: {
          domains: string[]
          id: string
          is_linked: boolean
        }[]
      }
      list_trusted_devices: {
        Args: Record<PropertyKey, never>
        Returns: {
          created_at: string
          expires_at: string
          id: string
          is_current: boolean
          last_used_at: string
          user_agent: string
        }[]
      }
      list_users: {
        Args: {
          before?: string
          search?: string
          size?: number
          with_role?: Database['public']['Enums']['app_role']
        }
        Returns: {
          banned: boolean
          banned_until: string
          confirmed: boolean
          created_at: string
          email: string
          factor_reset_due_at: string
          factors: Json
          id: string
          last_sign_in_at: string
          name: string
          roles: Json
          sessions: number
        }[]
      }
      my_access_requests: {
        Args: Record<PropertyKey, never>
        Returns: {
          access_until: string
          created_at: string
          decided_at: string
          name: string
          reason: string
          status: string
        }[]
      }
      my_activity: {
        Args: { before?: number; size?: number }
        Returns: {
          created_at: string
          id: number
          ip: string
          is_current_session: boolean
          is_own_action: boolean
          reason: string
          result: string
          type: Database['public']['Enums']['audit_type']
          user_agent: string
        }[]
      }
      my_invitations: {
        Args: Record<PropertyKey, never>
        Returns: {
          accepted_at: string
          created_at: string
          expires_at: string
          member_until: string
          organization_name: string
          role: Database['public']['Enums']['organization_role']
        }[]
      }
      my_organization_domains: {
        Args: Record<PropertyKey, never>
        Returns: {
          created_at: string
          domain: string
          organization_slug: string
        }[]
      }
      my_organization_removals: {
        Args: Record<PropertyKey, never>
        Returns: {
          organization_slug: string
          removed_at: string
        }[]
      }
      my_organizations: { Args: { permission: string }; Returns: string[] }
      pending_factor_reset: {
        Args: Record<PropertyKey, never>
        Returns: {
          due_at: string
          requested_at: string
        }[]
      }
      pending_note_transfer: { Args: { token: string }; Returns: number }
      read_invitation: {
        Args: { token: string }
        Returns: {
          email: string
          invited_by: string
          member_until: string
          organization_name: string
          organization_slug: string
          role: Database['public']['Enums']['organization_role']
          status: string
        }[]
      }
      record_event: { Args: { report: string; signature: string }; Returns: undefined }
      record_new_device: { Args: { token_hash: string }; Returns: boolean }
      record_sign_in_location: { Args: { sealed: string }; Returns: undefined }
      recovery_codes_left: { Args: Record<PropertyKey, never>; Returns: number }
      reject_access_request: { Args: { request_id: string }; Returns: string }
      remove_member: { Args: { organization_id: string; user_id: string }; Returns: undefined }
      remove_organization_domain: { Args: { domain: string; organization_id: string }; Returns: undefined }
      rename_organization: { Args: { name: string; organization_id: string }; Returns: undefined }
      renew_invitation: {
        Args: { invitation_id: string; organization_id: string; token: string }
        Returns: string
      }
      report_device: { Args: { token: string }; Returns: string }
      request_access: { Args: { report: string; signature: string }; Returns: undefined }
      request_factor_reset: { Args: { reason: string; user_id: string }; Returns: string }
      revoke_invitation: { Args: { invitation_id: string; organization_id: string }; Returns: undefined }
      revoke_role: {
        Args: { reason: string; role: Database['public']['Enums']['app_role']; user_id: string }
        Returns: undefined
      }
      revoke_trusted_device: { Args: { device_id: string }; Returns: boolean }
      rotate_trusted_device: { Args: { new_token: string; token: string }; Returns: boolean }
      session_assurance: { Args: Record<PropertyKey, never>; Returns: Json }
      session_times: { Args: Record<PropertyKey, never>; Returns: Json }
      set_organization_mfa: { Args: { organization_id: string; required: boolean }; Returns: undefined }
      set_signup_mode: { Args: { mode: string }; Returns: undefined }
      signup_mode: { Args: Record<PropertyKey, never>; Returns: string }
      start_note_transfer: { Args: { to_user_id: string; token: string }; Returns: boolean }
      start_password_reset: { Args: Record<PropertyKey, never>; Returns: string }
      stop_sign_in: { Args: Record<PropertyKey, never>; Returns: undefined }
      touch_session: { Args: Record<PropertyKey, never>; Returns: Json }
      transfer_ownership: { Args: { organization_id: string; user_id: string }; Returns: undefined }
      trust_device: {
        Args: { token: string }
        Returns: {
          expires_at: string
          id: string
        }[]
      }
      unban_user: { Args: { reason: string; user_id: string }; Returns: boolean }
      unlink_sso_provider: { Args: { organization_id: string; provider_id: string }; Returns: undefined }
      use_recovery_code: { Args: { code: string }; Returns: string }
      withheld_permissions: { Args: Record<PropertyKey, never>; Returns: string[] }
    }
    Enums: {
      app_role: 'member' | 'mentor' | 'admin'
      audit_type:
        | 'user.signed_up'
        | 'user.confirmed'
        | 'user.invited'
        | 'user.email_changed'
        | 'user.password_changed'
        | 'user.recovery_requested'
        | 'user.banned'
        | 'user.unbanned'
        | 'user.deleted'
        | 'session.started'
        | 'session.ended'
        | 'identity.linked'
        | 'identity.unlinked'
        | 'mfa.enrollment_started'
        | 'mfa.enrolled'
        | 'mfa.verified'
        | 'mfa.failed'
        | 'mfa.unenrolled'
        | 'mfa.recovery_codes_generated'
        | 'mfa.recovery_code_used'
        | 'mfa.reset_requested'
        | 'mfa.reset_canceled'
        | 'mfa.reset'
        | 'role.granted'
        | 'role.revoked'
        | 'content.deleted'
        | 'login.failed'
        | 'login.throttled'
        | 'access.denied'
        | 'users.listed'
        | 'user.viewed'
        | 'activity.read'
        | 'device.trusted'
        | 'device.untrusted'
        | 'passkey.added'
        | 'passkey.removed'
        | 'passkey.renamed'
        | 'passkey.sign_in'
        | 'device.new'
        | 'device.reported'
        | 'organization.created'
        | 'organization.renamed'
        | 'organization.mfa_changed'
        | 'organization.deleted'
        | 'organization.member_role_changed'
        | 'organization.member_removed'
        | 'organization.member_left'
        | 'organization.ownership_transferred'
        | 'signup_policy.changed'
        | 'access_request.approved'
        | 'access_request.rejected'
        | 'access_requests.listed'
        | 'guest.converted'
        | 'guest.notes_moved'
        | 'organization.invitation_sent'
        | 'organization.invitation_revoked'
        | 'organization.invitation_accepted'
        | 'organizations.listed'
        | 'organization.viewed'
        | 'organization.domain_added'
        | 'organization.domain_removed'
        | 'organization.member_joined'
        | 'organization.sso_linked'
        | 'organization.sso_unlinked'
        | 'organization.sso_joined'
      organization_role: 'member' | 'admin' | 'owner'
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    ? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R
      }
      ? R
      : never
    : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema['Tables']
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I
      }
      ? I
      : never
    : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema['Tables']
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U
      }
      ? U
      : never
    : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema['Enums']
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
    ? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
    : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema['CompositeTypes']
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
    ? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
    : never

export const Constants = {
  public: {
    Enums: {
      app_role: ['member', 'mentor', 'admin'],
      audit_type: [
        'user.signed_up',
        'user.confirmed',
        'user.invited',
        'user.email_changed',
        'user.password_changed',
        'user.recovery_requested',
        'user.banned',
        'user.unbanned',
        'user.deleted',
        'session.started',
        'session.ended',
        'identity.linked',
        'identity.unlinked',
        'mfa.enrollment_started',
        'mfa.enrolled',
        'mfa.verified',
        'mfa.failed',
        'mfa.unenrolled',
        'mfa.recovery_codes_generated',
        'mfa.recovery_code_used',
        'mfa.reset_requested',
        'mfa.reset_canceled',
        'mfa.reset',
        'role.granted',
        'role.revoked',
        'content.deleted',
        'login.failed',
        'login.throttled',
        'access.denied',
        'users.listed',
        'user.viewed',
        'activity.read',
        'device.trusted',
        'device.untrusted',
        'passkey.added',
        'passkey.removed',
        'passkey.renamed',
        'passkey.sign_in',
        'device.new',
        'device.reported',
        'organization.created',
        'organization.renamed',
        'organization.mfa_changed',
        'organization.deleted',
        'organization.member_role_changed',
        'organization.member_removed',
        'organization.member_left',
        'organization.ownership_transferred',
        'signup_policy.changed',
        'access_request.approved',
        'access_request.rejected',
        'access_requests.listed',
        'guest.converted',
        'guest.notes_moved',
        'organization.invitation_sent',
        'organization.invitation_revoked',
        'organization.invitation_accepted',
        'organizations.listed',
        'organization.viewed',
        'organization.domain_added',
        'organization.domain_removed',
        'organization.member_joined',
        'organization.sso_linked',
        'organization.sso_unlinked',
        'organization.sso_joined',
      ],
      organization_role: ['member', 'admin', 'owner'],
    },
  },
} as const
