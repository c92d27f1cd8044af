import type { Sql } from 'supabase-embedded'
import { MEMBER, type Stack, type StackUser } from './stack.ts'

type Options = {
  /** false: the address has not been confirmed. */
  confirmed?: boolean
  /** false: the user has never set one. The default is the seed's. */
  password?: boolean
  metadata?: Record<string, unknown>
  /** What they sign in with. */
  providers?: string[]
}

/**
 * Inserts accounts directly into the database, without limits, in a form that every Auth server can read: under the nil instance
 * and without null tokens.
 *
 * @returns nothing: a test that needs an ID reads it from the database by address.
 */
export async function insertUsers(
  sql: Sql,
  emails: string[],
  { confirmed = true, password = true, metadata = {}, providers = ['email'] }: Options = {},
): Promise<void> {
  await sql(
    `with person as (
       insert into auth.users (
         instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
         confirmation_token, recovery_token, email_change, email_change_token_new, email_change_token_current,
         phone_change, phone_change_token, reauthentication_token, created_at, updated_at
       )
       select
         '00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', address,
         case when $2 then member.encrypted_password else '' end, case when $3 then now() end,
         jsonb_build_object('provider', $5::text::jsonb -> 0, 'providers', $5::text::jsonb), $4::text::jsonb,
         '', '', '', '', '', '', '', '', now(), now()
       from jsonb_array_elements_text($1::text::jsonb) as address, auth.users as member
       where member.email = $6
       returning id, email
     )
     insert into auth.identities (id, user_id, provider, provider_id, identity_data, last_sign_in_at, created_at, updated_at)
     select gen_random_uuid(), person.id, provider, person.id::text,
       $4::text::jsonb || jsonb_build_object('sub', person.id, 'email', person.email), now(), now(), now()
     from person, jsonb_array_elements_text($5::text::jsonb) as provider`,
    [
      JSON.stringify(emails),
      password,
      confirmed,
      JSON.stringify(metadata),
      JSON.stringify(providers),
      MEMBER.email,
    ],
  )
}

/** A new user for one test: emails to one user are limited. */
export async function newUserEmail(stack: Stack): Promise<StackUser> {
  const email = `user-${crypto.randomUUID()}@example.com`
  await insertUsers(stack.backend.sql, [email])
  return { ...MEMBER, email }
}
