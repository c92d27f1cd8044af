-- Guests: what they may do, how they become members, and what they take along.
begin;
create extension if not exists pgtap with schema extensions;
select plan(78);

insert into auth.users (id, email, is_anonymous, encrypted_password) values
  ('aaaaaaaa-0000-4000-8000-000000000000', null, true, ''), ('bbbbbbbb-0000-4000-8000-000000000000', null, true, ''),
  ('cccccccc-0000-4000-8000-000000000000', 'c@pgtap.example', false, 'hash of c'),
  ('dddddddd-0000-4000-8000-000000000000', 'd@pgtap.example', false, 'hash of d'),
  ('99999999-0000-4000-8000-000000000000', 'admin@pgtap.example', false, 'hash of admin');
insert into auth.sessions (id, user_id, created_at, updated_at)
select users.id, users.id, now(), now() from auth.users where id::text ~ '^([abcd9])\1{7}-0000';

create function pg_temp.become(letter text) returns void language plpgsql as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object(
    'role', 'authenticated', 'sub', repeat(letter, 8) || '-0000-4000-8000-000000000000',
    'session_id', repeat(letter, 8) || '-0000-4000-8000-000000000000', 'is_anonymous', false
  )::text, true);
end
$$;
create function pg_temp.id(letter text) returns uuid language sql as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
create function pg_temp.token(name text) returns text language sql as $$
  select rpad(name, 43, '-')
$$;
-- What a statement does to the guest a; everything is undone afterwards.
create function pg_temp.after(statement text) returns text language plpgsql as $$
declare
  found text;
begin
  begin
    execute statement;
    set constraints all immediate;
    select format(
      'guest %s, password %s, sessions %s, notes %s, converted %s', users.is_anonymous, coalesce(users.encrypted_password, 'none'),
      (select count(*) from auth.sessions where user_id = users.id), (select count(*) from public.notes where user_id = users.id),
      (select count(*) from public.audit_log where user_id = users.id and type = 'guest.converted')
    ) || case when (select count(*) from auth.sessions where user_id = pg_temp.id('c')) = 1 then '' else ', others are signed out' end into found from auth.users where id = pg_temp.id('a');
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return coalesce(found, 'deleted');
  end;
end
$$;

-- Permissions and limits

set local role authenticated;
select pg_temp.become('a');
select lives_ok($$insert into public.notes (note) values ('of a'), ('of a, too')$$, 'a guest saves notes');
select results_eq('select note from public.notes order by id', array['of a', 'of a, too'], 'and reads them');
select is(public.current_permissions(), '{}', 'a guest holds no permission, whatever the token claims');
select is(public.withheld_permissions(), '{}', 'also none that requires the second factor');
select ok(not public.authorize('posts.create'), 'a guest may not post');
select pg_temp.become('c');
select ok(public.authorize('posts.create'), 'a member may post');
select is((select count(*) from public.notes), 0::bigint, 'and does not see the notes of a guest');

reset role;
insert into public.user_roles (user_id, role) values (pg_temp.id('9'), 'admin');
set local role authenticated;
select pg_temp.become('9');
select throws_ok(
  format('select public.grant_role(%L, %L, %L)', pg_temp.id('a'), 'mentor', 'a reason'), '22023', 'guest_has_no_role',
  'an admin cannot grant a guest a role'
);
select lives_ok(format('select public.grant_role(%L, %L, %L)', pg_temp.id('d'), 'mentor', 'a reason'), 'but a member one');
reset role;
select throws_ok(
  format('insert into public.user_roles (user_id, role) values (%L, %L)', pg_temp.id('b'), 'admin'), '22023', 'guest_has_no_role',
  'neither does the SQL editor'
);
select throws_ok(
  format('update public.user_roles set user_id = %L where user_id = %L and role = %L', pg_temp.id('b'), pg_temp.id('d'), 'mentor'),
  '22023', 'guest_has_no_role', 'and no role moves to a guest'
);
select results_eq(
  format('select role::text from public.user_roles where user_id = %L', pg_temp.id('a')), array['member'],
  'a guest has the role that everyone has'
);

select results_eq(
  $$select period::text, max_rows from private.quotas where name = 'guest_notes' order by period$$,
  $$values ('00:01:00', 10), ('30 days', 100)$$, 'the quotas of guests'
);
set local role authenticated;
select pg_temp.become('b');
select lives_ok($$insert into public.notes (note) select 'n' from generate_series(1, 10)$$, 'ten notes in a minute');
select throws_ok($$insert into public.notes (note) values ('n')$$, 'PT429', 'quota_exceeded', 'are all for a guest');
select pg_temp.become('d');
select lives_ok($$insert into public.notes (note) select 'n' from generate_series(1, 11)$$, 'but not for a member');
reset role;
update private.quota_usage set started_at = now() - interval '2 days', row_count = case period when '30 days' then 99 else row_count end
where user_id = pg_temp.id('b') and name = 'guest_notes';
set local role authenticated;
select pg_temp.become('b');
select throws_ok($$insert into public.notes (note) values ('n'), ('n')$$, 'PT429', 'quota_exceeded', 'a hundred in all');
select lives_ok($$insert into public.notes (note) values ('n')$$, 'the hundredth is saved');
reset role;
select ok(private.is_guest('77777777-0000-4000-8000-000000000000'), 'a user who does not exist is treated as a guest');

-- Conversion

select is(pg_temp.after('select'), 'guest t, password , sessions 1, notes 2, converted 0', 'before');
insert into auth.identities (id, provider, provider_id, user_id, identity_data) values (gen_random_uuid(), 'github', '2', pg_temp.id('c'), '{"sub": "2"}');
update auth.users set encrypted_password = 'chosen by the guest', email_change = 'owner@pgtap.example', email_change_sent_at = now()
where id = pg_temp.id('a');
select is(
  pg_temp.after(statement), 'guest f, password none, sessions 0, notes 2, converted 1',
  title || ': the notes stay; password and sessions of the guest end'
)
from (values
  (format('update auth.users set is_anonymous = false where id = %L', pg_temp.id('a')), 'the new address is confirmed'),
  (format(
    'update auth.users set email_change_sent_at = null where id = %1$L;
    insert into auth.identities (id, provider, provider_id, user_id, identity_data) values (gen_random_uuid(), %2$L, %2$L, %1$L, %3$L);
    update auth.users set email = %4$L, email_confirmed_at = now() where id = %1$L;
    update auth.users set is_anonymous = false where id = %1$L', pg_temp.id('a'), 'github', '{"sub": "1"}', 'owner@pgtap.example'
  ), 'an identity is linked'),
  (format(
    'update auth.users set email_change_sent_at = null, email = %4$L where id = %1$L;
    insert into auth.identities (id, provider, provider_id, user_id, identity_data) values (gen_random_uuid(), %2$L, %2$L, %1$L, %3$L);
    update auth.users set email_confirmed_at = now() where id = %1$L', pg_temp.id('a'), 'github', '{"sub": "1"}', 'owner@pgtap.example'
  ), 'the unverified address of an identity is confirmed')
) as conversion (statement, title);
select is(
  pg_temp.after(format($$
    update auth.users set email_change_sent_at = null where id = %1$L;
    insert into auth.identities (id, provider, provider_id, user_id, identity_data) values (gen_random_uuid(), 'email', %1$L, %1$L, '{}');
    update auth.users set is_anonymous = false where id = %1$L$$, pg_temp.id('a'))),
  'guest f, password none, sessions 1, notes 2, converted 1', 'where addresses need no confirmation, the session continues'
);
select is(
  pg_temp.after(format('update auth.users set email_change = %L where id = %L', 'other@pgtap.example', pg_temp.id('a'))),
  'guest t, password chosen by the guest, sessions 1, notes 2, converted 0', 'a pending address changes nothing'
);
create function pg_temp.permissions_after_conversion() returns text language plpgsql as $$
declare
  found text;
begin
  begin
    update auth.users set is_anonymous = false where id = pg_temp.id('a');
    insert into auth.sessions (id, user_id, created_at, updated_at) values (pg_temp.id('a'), pg_temp.id('a'), now(), now());
    perform set_config('request.jwt.claims', (current_setting('request.jwt.claims')::jsonb || '{"is_anonymous": true}')::text, true);
    set local role authenticated;
    found := array_to_string(public.current_permissions(), ', ');
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return found;
  end;
end
$$;
select pg_temp.become('a');
select is(
  pg_temp.permissions_after_conversion(), string_agg(permission::text, ', ' order by permission),
  'then a member''s permissions, whatever the token claims'
) from public.role_permissions where role = 'member';
update auth.users set encrypted_password = 'changed', raw_user_meta_data = '{"a": 1}' where id = pg_temp.id('c');
select is(encrypted_password, 'changed', 'a member is not affected') from auth.users where id = pg_temp.id('c');
update auth.users set encrypted_password = '', email_change = '', email_change_sent_at = null where id = pg_temp.id('a');

-- Deleting the account: a guest cannot re-authenticate

update auth.sessions set created_at = now() - interval '1 hour' where user_id in (pg_temp.id('a'), pg_temp.id('c'));
select pg_temp.become('a');
select is(pg_temp.after('set local role authenticated; select public.delete_account(); reset role'), 'deleted', 'a guest deletes the account at any time');
select pg_temp.become('c');
select throws_ok('select public.delete_account()', '42501', 'reauthentication_needed', 'a member only after a recent sign-in');
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
select throws_ok('select public.delete_account()', '42501', 'reauthentication_needed', 'no one without a session');

-- Taking the notes along

set local role authenticated;
select pg_temp.become('a');
select throws_ok(
  format('select public.start_note_transfer(%L, %L)', left(pg_temp.token('short'), 42), pg_temp.id('c')), '22023', 'token_too_short', 'a token is long'
);
select throws_ok(format('select public.start_note_transfer(null, %L)', pg_temp.id('c')), '22023', 'token_too_short', 'and not null');
select ok(not public.start_note_transfer(pg_temp.token('to a guest'), pg_temp.id('b')), 'notes are not offered to another guest');
select ok(
  not public.start_note_transfer(pg_temp.token('to no one'), '77777777-0000-4000-8000-000000000000'), 'nor to an account that does not exist'
);
select pg_temp.become('d');
select ok(not public.start_note_transfer(pg_temp.token('of a member'), pg_temp.id('c')), 'nor those of a member');
reset role;
insert into auth.users (id, is_anonymous) values (pg_temp.id('e'), true);
insert into auth.sessions (id, user_id) values (pg_temp.id('e'), pg_temp.id('e'));
set local role authenticated;
select pg_temp.become('e');
select ok(not public.start_note_transfer(pg_temp.token('no notes'), pg_temp.id('c')), 'a guest without notes has nothing to offer');
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
select ok(not public.start_note_transfer(pg_temp.token('no session'), pg_temp.id('c')), 'nor does one whose session has ended');
reset role;
select is((select count(*) from private.note_transfers), 0::bigint, 'none of them is stored');

set local role authenticated;
select pg_temp.become('a');
select ok(public.start_note_transfer(pg_temp.token('first'), pg_temp.id('c')), 'a guest offers notes to a member');
select ok(public.start_note_transfer(pg_temp.token('second'), pg_temp.id('c')), 'a second time');
select pg_temp.become('b');
select ok(public.start_note_transfer(pg_temp.token('of b'), pg_temp.id('c')), 'so does another guest');
reset role;
select is((select count(*) from private.note_transfers), 2::bigint, 'one transfer per guest');
select is(
  (select token_hash from private.note_transfers where guest_id = pg_temp.id('a')), sha256(convert_to(pg_temp.token('second'), 'UTF8')),
  'only the hash of the newest token is stored'
);
select ok(relrowsecurity, 'the table has row level security') from pg_class where oid = 'private.note_transfers'::regclass;
select fk_ok('private', 'note_transfers', column_name, 'auth', 'users', 'id')
from unnest(array['guest_id', 'to_user_id']) as column_name;
select throws_ok($$update private.note_transfers set token_hash = 'short'$$, '23514', null, 'of 32 bytes');
select throws_ok('update private.note_transfers set token_hash = sha256($$x$$)', '23505', null, 'and unique');

set local role authenticated;
select is(public.pending_note_transfer(pg_temp.token(token)), found, title)
from (values
  ('c', 'first', null::bigint, 'a replaced token offers nothing'), ('c', 'unknown', null, 'nor does an unknown one'),
  ('d', 'second', null, 'nor one for another account'), ('a', 'second', null, 'nor one''s own'),
  ('c', 'second', 2, 'the account for which it is sees the number of notes')
) as asked (letter, token, found, title), lateral pg_temp.become(letter);
select throws_ok('select * from private.note_transfers', '42501', null, 'the table is closed');

select pg_temp.become('d');
select is(public.finish_note_transfer(pg_temp.token('second'), true), null, 'another account moves nothing');
select pg_temp.become('c');
select is(public.finish_note_transfer(pg_temp.token('first'), true), null, 'a replaced token moves nothing');
set local request.jwt.claims to '{"role": "authenticated", "sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "77777777-0000-4000-8000-000000000000"}';
select is(public.finish_note_transfer(pg_temp.token('second'), true), null, 'nor does a session that has ended');
reset role;
insert into auth.mfa_factors (id, user_id, factor_type, status, secret, created_at, updated_at)
values (gen_random_uuid(), pg_temp.id('c'), 'totp', 'verified', 'JBSWY3DPEHPK3PXP', now(), now());
set local role authenticated;
select pg_temp.become('c');
select is(public.finish_note_transfer(pg_temp.token('second'), true), null, 'nor one that lacks the second factor');
reset role;
delete from auth.mfa_factors where user_id = pg_temp.id('c');

create function pg_temp.moved_after(statement text) returns text language plpgsql as $$
declare
  pending bigint;
  moved bigint;
begin
  begin
    execute statement;
    perform pg_temp.become('c');
    set local role authenticated;
    pending := public.pending_note_transfer(pg_temp.token('second'));
    moved := public.finish_note_transfer(pg_temp.token('second'), true);
    raise exception 'back' using errcode = 'TTTTT';
  exception when sqlstate 'TTTTT' then
    return concat_ws(' ', coalesce(pending::text, 'none'), coalesce(moved::text, 'none'));
  end;
end
$$;
select is(pg_temp.moved_after(statement), expected, title)
from (values
  ('select', '2 2', 'an hour'),
  ($$update private.note_transfers set expires_at = expires_at - interval '59 minutes'$$, '2 2', 'is the lifetime'),
  ($$update private.note_transfers set expires_at = expires_at - interval '60 minutes'$$, 'none none', 'of a token'),
  (format('update auth.users set is_anonymous = false where id = %L', pg_temp.id('a')), 'none none', 'a guest who became a member keeps the notes')
) as late (statement, expected, title);

insert into public.notes (user_id, note, idempotency_key) values
  (pg_temp.id('a'), 'with a key', '11111111-0000-4000-8000-000000000000'), (pg_temp.id('c'), 'of c', '11111111-0000-4000-8000-000000000000');
set local role authenticated;
select pg_temp.become('c');
select is(public.finish_note_transfer(pg_temp.token('second'), true), 3::bigint, 'the notes move');
select is(public.finish_note_transfer(pg_temp.token('second'), true), null, 'once');
select results_eq(
  'select note from public.notes order by note', array['of a', 'of a, too', 'of c', 'with a key'], 'the member has them all'
);
reset role;
select is_empty(format('select from auth.users where id = %L', pg_temp.id('a')), 'the guest is deleted');
select results_eq(
  format('select reason from public.audit_log where user_id = %L and type = %L', pg_temp.id('c'), 'guest.notes_moved'), array['3'],
  'the audit log says how many'
);
set local role authenticated;
select is(public.finish_note_transfer(pg_temp.token('of b'), false), 0::bigint, 'notes that are not wanted');
reset role;
select is_empty(
  format('select from auth.users where id = %1$L union all select from public.notes where user_id = %1$L', pg_temp.id('b')), 'are deleted with their guest'
);

-- Grants

select function_privs_are('public', name, arguments, role, case role when 'authenticated' then '{EXECUTE}' else '{}' end::text[])
from unnest(array['anon', 'authenticated', 'service_role']) as role,
  (values ('start_note_transfer', '{text,uuid}'::text[]), ('pending_note_transfer', '{text}'), ('finish_note_transfer', '{text,boolean}')) as function (name, arguments)
order by role, name;

select * from finish();
rollback;
