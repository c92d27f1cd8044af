-- Notes belong to their owner, who can access only the text.
begin;
create extension if not exists pgtap with schema extensions;
select plan(83);

-- Grants

select table_privs_are('public', 'notes', 'anon', '{}', 'anon is granted nothing on the table');
select any_column_privs_are('public', 'notes', 'anon', '{}', 'anon is granted nothing on a column');
select table_privs_are('public', 'notes', 'service_role', '{}', 'service_role is granted nothing on the table');
select any_column_privs_are('public', 'notes', 'service_role', '{}', 'service_role is granted nothing on a column');
select table_privs_are('public', 'notes', 'authenticated', '{DELETE}', 'a user can delete; other privileges are granted by column');
select column_privs_are(
  'public', 'notes', 'note', 'authenticated', '{SELECT,INSERT,UPDATE,REFERENCES}', 'a user has all privileges on the text'
);
select column_privs_are('public', 'notes', 'id', 'authenticated', '{SELECT}', 'a user reads the ID');
select column_privs_are('public', 'notes', 'organization_id', 'authenticated', '{SELECT,INSERT}', 'a user reads and inserts the organization');
select column_privs_are('public', 'notes', 'author_id', 'authenticated', '{SELECT}', 'a user reads the author');
select column_privs_are('public', 'notes', 'owner_id', 'authenticated', '{SELECT}', 'a user filters by the owner');
select column_privs_are('public', 'notes', 'user_id', 'authenticated', '{}', 'a user has no privilege on the owner');
select column_privs_are('public', 'notes', 'idempotency_key', 'authenticated', '{INSERT}', 'a user can only insert the idempotency key');
select column_privs_are('public', 'notes', 'created_at', 'authenticated', '{}', 'a user has no privilege on the creation time');
select sequence_privs_are('public', 'notes_id_seq', role, '{}', role || ' is granted nothing on the sequence')
from unnest(array['anon', 'authenticated', 'service_role']) as role order by role;

select ok(relrowsecurity, 'row level security is on') from pg_class where oid = 'public.notes'::regclass;
select policies_are('public', 'notes', array[
  'Users and members can read their notes', 'Users and members can add notes', 'Users and members can change their notes',
  'Users and members can delete their notes', 'Require an active session', 'Require the second factor'
]);
select policy_roles_are('public', 'notes', policyname, '{authenticated}', 'for authenticated users: ' || policyname)
from pg_policies where schemaname = 'public' and tablename = 'notes' order by policyname;
select policy_cmd_is('public', 'notes', 'Users and members can ' || verb, command, verb)
from (values ('read their notes', 'SELECT'), ('add notes', 'INSERT'), ('change their notes', 'UPDATE'), ('delete their notes', 'DELETE'))
  as policy (verb, command);
select has_index('public', 'notes', 'notes_owner_id_id_idx', array['owner_id', 'id'], 'an index serves the pages of notes');

-- Two users

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example');
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@pgtap.example';
insert into public.notes (user_id, note) values
  ('bbbbbbbb-0000-4000-8000-000000000000', 'B''s first'), ('bbbbbbbb-0000-4000-8000-000000000000', 'B''s second');
create temporary table of_b as select id from public.notes where user_id = 'bbbbbbbb-0000-4000-8000-000000000000';
grant select on of_b to authenticated;

set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';

-- insert

select lives_ok($$insert into public.notes (note) values ('A''s first')$$, 'A can insert a note');
select results_eq(
  $$insert into public.notes (note) values ('A''s second') returning note, id > 0$$,
  $$values ('A''s second', true)$$,
  'A can insert a note and read its ID and text'
);
select throws_ok(
  $$insert into public.notes (note) values ('x') returning *$$, '42501', null, 'returning * is denied'
);
select throws_ok(
  $$insert into public.notes (note) values ('x') returning user_id$$, '42501', null, 'returning the owner is denied'
);
select throws_ok(
  $$insert into public.notes (note, user_id) values ('x', 'aaaaaaaa-0000-4000-8000-000000000000')$$,
  '42501', null, 'inserting the owner is denied, even the own ID'
);
select throws_ok(
  $$insert into public.notes (note, user_id) values ('x', 'bbbbbbbb-0000-4000-8000-000000000000')$$,
  '42501', null, 'inserting another user''s ID is denied'
);
select throws_ok(
  $$insert into public.notes (note, created_at) values ('x', now())$$, '42501', null, 'inserting the creation time is denied'
);
select throws_ok(
  $$insert into public.notes (id, note) overriding system value values (1, 'x')$$,
  '42501', null, 'inserting the ID is denied'
);
select throws_ok($$insert into public.notes (note) values (null)$$, '23502', null, 'a note is required');
select lives_ok($$insert into public.notes (note) values (repeat('🖋', 10000))$$, 'a note can have 10,000 characters');
select throws_ok(
  $$insert into public.notes (note) values (repeat('x', 10001))$$, '23514', null, 'a note has at most 10,000 characters'
);

-- select

select results_eq(
  'select left(note, 10) from public.notes order by id',
  array['A''s first', 'A''s second', repeat('🖋', 10)],
  'A reads only their own notes, ordered by ID'
);
select throws_ok('select * from public.notes', '42501', null, 'selecting * is denied');
select throws_ok('select user_id from public.notes', '42501', null, 'selecting the owner is denied');
select throws_ok('select created_at from public.notes', '42501', null, 'selecting the creation time is denied');
select throws_ok(
  $$select id, note from public.notes where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$,
  '42501', null, 'filtering by owner is denied'
);
select throws_ok(
  'select id, note from public.notes order by created_at', '42501', null, 'ordering by creation time is denied'
);
select is(count(*), 3::bigint, 'A counts only their own notes') from public.notes;
select is_empty('select note from public.notes where id in (select id from of_b)', 'A cannot read B''s notes by ID');

-- update

select results_eq(
  $$update public.notes set note = 'A''s changed' where note = 'A''s first' returning note$$,
  array['A''s changed'],
  'A can update a note'
);
select is_empty(
  $$update public.notes set note = 'taken' where id in (select id from of_b) returning id$$,
  'A cannot update B''s notes by ID'
);
select throws_ok(
  $$update public.notes set user_id = 'bbbbbbbb-0000-4000-8000-000000000000'$$, '42501', null, 'A cannot change the owner'
);
select throws_ok('update public.notes set created_at = now()', '42501', null, 'A cannot change the creation time');
select throws_ok(
  $$update public.notes set note = repeat('x', 10001)$$, '23514', null, 'an updated note has at most 10,000 characters'
);

-- delete

select is_empty(
  'delete from public.notes where id in (select id from of_b) returning id', 'A cannot delete B''s notes by ID'
);
select results_eq(
  $$delete from public.notes where note = 'A''s second' returning note$$, array['A''s second'], 'A can delete a note'
);
select throws_ok('truncate public.notes', '42501', null, 'A cannot truncate');

-- The policy enforces the owner even if the column were granted

reset role;
grant insert (user_id), update (user_id) on public.notes to authenticated;
set local role authenticated;
select throws_ok(statement, '42501', 'new row violates row-level security policy for table "notes"', statement)
from unnest(array[
  $$insert into public.notes (note, user_id) values ('x', 'bbbbbbbb-0000-4000-8000-000000000000')$$,
  $$update public.notes set user_id = 'bbbbbbbb-0000-4000-8000-000000000000'$$
]) as statement;
reset role;
revoke insert (user_id), update (user_id) on public.notes from authenticated;
set local role authenticated;

-- Tokens without a user, and anonymous requests

set local request.jwt.claims to '{"role": "authenticated"}';
select is_empty('select id from public.notes', 'a token without a user reads nothing');
select throws_ok(
  $$insert into public.notes (note) values ('x')$$, '42501', null, 'a token without a user inserts nothing'
);

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok('select id, note from public.notes', '42501', null, 'anon cannot read');
select throws_ok($$insert into public.notes (note) values ('x')$$, '42501', null, 'anon cannot insert');
select throws_ok($$update public.notes set note = 'x'$$, '42501', null, 'anon cannot update');
select throws_ok('delete from public.notes', '42501', null, 'anon cannot delete');

-- Ownership and deletion

reset role;
select is(
  (select array_agg(distinct user_id) from public.notes where note like 'A''s%'),
  array['aaaaaaaa-0000-4000-8000-000000000000']::uuid[],
  'a note belongs to its author'
);
select results_eq(
  $$select note from public.notes where user_id = 'bbbbbbbb-0000-4000-8000-000000000000' order by id$$,
  array['B''s first', 'B''s second'],
  'B''s notes are unchanged'
);
delete from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is_empty('select id from public.notes where id in (select id from of_b)', 'notes are deleted with their owner');

-- Quotas

reset role;
select throws_ok($$update private.quotas set max_rows = 0 where name = 'notes'$$, '23514', null, 'a quota allows at least one row');
delete from private.quotas;
insert into private.quotas values ('notes', '1 minute', 3), ('notes', '1 day', 5);
delete from private.quota_usage;
insert into auth.users (id, email) values ('dddddddd-0000-4000-8000-000000000000', 'd@pgtap.example');
insert into auth.sessions (id, user_id) values ('dddddddd-0000-4000-8000-000000000000', 'dddddddd-0000-4000-8000-000000000000');
set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select lives_ok($$insert into public.notes (note) values ('1'), ('2')$$, 'a bulk insert of two counts as two');
select throws_ok($$insert into public.notes (note) values ('3'), ('4')$$, 'PT429', 'quota_exceeded', 'a bulk insert beyond the quota is rejected whole');
select lives_ok($$insert into public.notes (note) values ('3')$$, 'rejected rows are not counted');
select throws_ok($$insert into public.notes (note) values ('4')$$, 'PT429', 'quota_exceeded', 'the next note exceeds the quota');
select throws_ok($$insert into public.notes (note) select 'n' from generate_series(1, 10000)$$, 'PT429', 'quota_exceeded', 'so do ten thousand');
set local request.jwt.claims to '{"role": "authenticated", "sub": "dddddddd-0000-4000-8000-000000000000", "session_id": "dddddddd-0000-4000-8000-000000000000"}';
select lives_ok($$insert into public.notes (note) values ('of D')$$, 'each user has a separate quota');
reset role;
update private.quota_usage set started_at = now() - period where period = '1 minute';
set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select lives_ok($$insert into public.notes (note, idempotency_key) values ('4', '11111111-0000-4000-8000-000000000000')$$, 'the quota resets after a minute');
select throws_ok(
  $$insert into public.notes (note, idempotency_key) values ('4 again', '11111111-0000-4000-8000-000000000000')$$, '23505', null, 'an idempotency key is accepted once'
);
select lives_ok($$insert into public.notes (note) values ('5')$$, 'up to the daily quota');
select throws_ok($$insert into public.notes (note) values ('6')$$, 'PT429', 'quota_exceeded', 'the daily quota is enforced');

-- A new period starts with the first note after the old one ends
reset role;
delete from private.quotas where name = 'notes' and period = '1 day';
update private.quota_usage set started_at = now() - interval '61 seconds', row_count = 3 where period = '1 minute' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role authenticated;
insert into public.notes (note) select 'none' where false;
reset role;
select is(started_at, now() - interval '61 seconds', 'an empty insert starts no period')
from private.quota_usage where name = 'notes' and period = '1 minute' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role authenticated;
select lives_ok($$insert into public.notes (note) values ('7'), ('8'), ('9')$$, 'after a minute there is room for three');
select throws_ok($$insert into public.notes (note) values ('10')$$, 'PT429', 'quota_exceeded', 'but not for four');
reset role;
update private.quota_usage set started_at = now() - interval '59 seconds', row_count = 2 where period = '1 minute' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role authenticated;
select lives_ok($$insert into public.notes (note) values ('11')$$, 'a note late in a period is accepted');
reset role;
select is(started_at, now() - interval '59 seconds', 'and does not extend the period')
from private.quota_usage where name = 'notes' and period = '1 minute' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';

select * from finish();
rollback;
