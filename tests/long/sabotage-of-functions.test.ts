import { type Equivalent, expectNoticed } from '../support/sabotage/expect-noticed.ts'
import { mutantsOfFunctions } from '../support/sabotage/mutants-of-functions.ts'

// Every function that decides who may do what, wrong in one place at a time: the pgTAP files notice. Which those are the catalogue
// says (mutants-of-functions.ts). Left out is what decides nothing: what handles text, finds people by a search, keeps the
// partitions of the audit log, and the triggers that fill columns or write the audit log.
// That a lock is taken last_admin.test.sql sees; that a second connection waits, tests/cli/races.test.ts ("of the last two admins
// who leave at once one stays").

const EQUIVALENT: Equivalent = {
  'cancel_email_change()': {
    "to_regclass('auth.one_time_tokens') is not null → true": 'every Auth server since 2024 has the table',
  },
  'grant_role(uuid,app_role,text,timestamp with time zone)': {
    '(held.expires_at is null or held.expires_at > now()) → true':
      'require_permission() has found a role that holds; one that has ended is never the latest',
  },
  'claim_signup(text)': {
    'not found → false': 'what is not there has no hash that a nonce could match',
  },
  'record_event(text,text)': {
    'report is null → false': 'a null report has no time, so it is rejected as too old',
  },
  'private.current_session()': {
    'sessions.user_id = (select auth.uid()) → true': 'has_active_session() asks it as well',
  },
  'private.protect_last_admin()': {
    "tg_op = 'UPDATE' → true": 'a deletion has no new row, so what is asked of it next is null',
    'security invoker': 'only functions that run as their owner change roles',
  },
  'private.hold_back_signup()': {
    'new.raw_user_meta_data is distinct from old.raw_user_meta_data → true':
      'metadata that has not changed was cleaned before',
  },
  'private.consume_quota(text,bigint)': {
    'security invoker': 'the triggers that call it run as their owner',
  },
}

await expectNoticed([mutantsOfFunctions], EQUIVALENT)
