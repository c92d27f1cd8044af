import { type Equivalent, expectNoticed } from '../support/sabotage/expect-noticed.ts'
import { mutantsOfFunctions } from '../support/sabotage/mutants-of-functions.ts'

// Breaks every function that makes access decisions in one place at a time and expects a pgTAP file to fail. The catalog lists the
// functions (mutants-of-functions.ts). Excluded are functions that decide nothing: text handling, user search, partitions, and
// triggers that fill columns or write the audit log. tests/cli/races.test.ts shows that concurrent changes wait for locks.

const EQUIVALENT: Equivalent = {
  'cancel_email_change()': {
    "to_regclass('auth.one_time_tokens') is not null → true": 'every Auth server since 2024 has the table',
  },
  'grant_role(uuid,app_role,text,timestamp with time zone)': {
    '(held.expires_at is null or held.expires_at > now()) → true':
      'require_permission() has found an active role; an expired one is never the latest',
  },
  'claim_signup(text)': {
    'not found → false': 'a missing row has no hash that a nonce could match',
  },
  'record_event(text,text)': {
    'report is null → false': 'a null report has no time, so it is rejected as too old',
  },
  'request_access(text,text)': {
    'report is null → false': 'a null report has no time, so it is rejected as too old',
  },
  'private.active_session()': {
    'sessions.user_id = (select auth.uid()) → true': 'has_active_session() checks it too',
  },
  'private.protect_last_admin()': {
    "tg_op = 'UPDATE' → true": 'a deletion has no new row, so the next condition is null',
    'security invoker': 'only security definer functions change roles',
  },
  'private.protect_last_owner()': {
    "tg_op = 'UPDATE' → true": 'a deletion has no new row, so the next condition is null',
    'security invoker': 'only security definer functions and cascades change members',
  },
  'private.require_recent_session()': {
    'this.created_at is null → false': 'what calls it has required a permission, and so a session',
  },
  'private.hold_back_signup()': {
    'new.raw_user_meta_data is distinct from old.raw_user_meta_data → true':
      'unchanged metadata has been stripped before',
  },
  'finish_note_transfer(text,boolean)': {
    'for update → nothing': 'one connection cannot show it: tests/cli/guest-races.test.ts does',
  },
  'private.consume_quota(text,bigint)': {
    'security invoker': 'the triggers that call it are security definer',
  },
}

await expectNoticed([mutantsOfFunctions], EQUIVALENT)
