-- Who may do what with notes: only their owner, and only with the text.
begin;
create extension if not exists pgtap with schema extensions;
select plan(72);

-- Grants

select table_privs_are('public', 'notes', 'anon', '{}', 'anon is granted nothing on the table');
select any_column_privs_are('public', 'notes', 'anon', '{}', 'anon is granted nothing on a column');
select table_privs_are('public', 'notes', 'service_role', '{}', 'service_role is granted nothing on the table');
select any_column_privs_are('public', 'notes', 'service_role', '{}', 'service_role is granted nothing on a column');
select table_privs_are('public', 'notes', 'authenticated', '{DELETE}', 'a user may delete; the rest is granted by column');
select column_privs_are(
  'public', 'notes', 'note', 'authenticated', '{SELECT,INSERT,UPDATE,REFERENCES}', 'a user is granted all on the note'
);
select column_privs_are('public', 'notes', 'id', 'authenticated', '{SELECT}', 'a user reads the id');
select column_privs_are('public', 'notes', 'user_id', 'authenticated', '{}', 'a user is granted nothing on the owner');
select column_privs_are('public', 'notes', 'idempotency_key', 'authenticated', '{INSERT}', 'a user only sends the key that makes a note unique');
select column_privs_are('public', 'notes', 'created_at', 'authenticated', '{}', 'a user is granted nothing on the time');
select sequence_privs_are('public', 'notes_id_seq', role, '{}', role || ' is granted nothing on the sequence')
from unnest(array['anon', 'authenticated', 'service_role']) as role order by role;

select ok(relrowsecurity, 'row level security is on') from pg_class where oid = 'public.notes'::regclass;
select policies_are('public', 'notes', array['Users can manage their own notes', 'Require an active session']);
select policy_roles_are(
  'public', 'notes', 'Users can manage their own notes', '{authenticated}', 'the policy is for users'
);
select policy_cmd_is('public', 'notes', 'Users can manage their own notes', 'ALL', 'the policy is for all commands');
select has_index('public', 'notes', 'notes_user_id_id_idx', array['user_id', 'id'], 'a page of one person''s notes has its index');

-- Two people

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
  'A can insert a note and is told its id and text'
);
select throws_ok(
  $$insert into public.notes (note) values ('x') returning *$$, '42501', null, 'returning * is refused'
);
select throws_ok(
  $$insert into public.notes (note) values ('x') returning user_id$$, '42501', null, 'returning the owner is refused'
);
select throws_ok(
  $$insert into public.notes (note, user_id) values ('x', 'aaaaaaaa-0000-4000-8000-000000000000')$$,
  '42501', null, 'inserting the owner is refused, even the own id'
);
select throws_ok(
  $$insert into public.notes (note, user_id) values ('x', 'bbbbbbbb-0000-4000-8000-000000000000')$$,
  '42501', null, 'inserting somebody else''s id is refused'
);
select throws_ok(
  $$insert into public.notes (note, created_at) values ('x', now())$$, '42501', null, 'inserting the time is refused'
);
select throws_ok(
  $$insert into public.notes (id, note) overriding system value values (1, 'x')$$,
  '42501', null, 'inserting the id is refused'
);
select throws_ok($$insert into public.notes (note) values (null)$$, '23502', null, 'a note is never null');
select lives_ok($$insert into public.notes (note) values (repeat('🖋', 10000))$$, 'a note may have 10,000 characters');
select throws_ok(
  $$insert into public.notes (note) values (repeat('x', 10001))$$, '23514', null, 'a note has at most 10,000 characters'
);

-- select

select results_eq(
  'select left(note, 10) from public.notes order by id',
  array['A''s first', 'A''s second', repeat('🖋', 10)],
  'A reads the own notes only, in the order of their ids'
);
select throws_ok('select * from public.notes', '42501', null, 'selecting * is refused');
select throws_ok('select user_id from public.notes', '42501', null, 'selecting the owner is refused');
select throws_ok('select created_at from public.notes', '42501', null, 'selecting the time is refused');
select throws_ok(
  $$select id, note from public.notes where user_id = 'aaaaaaaa-0000-4000-8000-000000000000'$$,
  '42501', null, 'filtering on the owner is refused'
);
select throws_ok(
  'select id, note from public.notes order by created_at', '42501', null, 'ordering by the time is refused'
);
select is(count(*), 3::bigint, 'A can count, and counts the own notes only') from public.notes;
select is_empty('select note from public.notes where id in (select id from of_b)', 'A finds none of B''s notes by id');

-- update

select results_eq(
  $$update public.notes set note = 'A''s changed' where note = 'A''s first' returning note$$,
  array['A''s changed'],
  'A can change a note'
);
select is_empty(
  $$update public.notes set note = 'taken' where id in (select id from of_b) returning id$$,
  'changing B''s notes by id changes none'
);
select throws_ok(
  $$update public.notes set user_id = 'bbbbbbbb-0000-4000-8000-000000000000'$$, '42501', null, 'A cannot give a note away'
);
select throws_ok('update public.notes set created_at = now()', '42501', null, 'A cannot change the time');
select throws_ok(
  $$update public.notes set note = repeat('x', 10001)$$, '23514', null, 'a change keeps to 10,000 characters'
);

-- delete

select is_empty(
  'delete from public.notes where id in (select id from of_b) returning id', 'deleting B''s notes by id deletes none'
);
select results_eq(
  $$delete from public.notes where note = 'A''s second' returning note$$, array['A''s second'], 'A can delete a note'
);
select throws_ok('truncate public.notes', '42501', null, 'A cannot truncate');

-- Whose a note is, the policy says too, whatever is granted

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

-- A token without a user, and nobody at all

set local request.jwt.claims to '{"role": "authenticated"}';
select is_empty('select id from public.notes', 'a token without a user sees nothing');
select throws_ok(
  $$insert into public.notes (note) values ('x')$$, '42501', null, 'a token without a user writes nothing'
);

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select throws_ok('select id, note from public.notes', '42501', null, 'anon cannot read');
select throws_ok($$insert into public.notes (note) values ('x')$$, '42501', null, 'anon cannot insert');
select throws_ok($$update public.notes set note = 'x'$$, '42501', null, 'anon cannot change');
select throws_ok('delete from public.notes', '42501', null, 'anon cannot delete');

-- Whose they are, and how they go

reset role;
select is(
  (select array_agg(distinct user_id) from public.notes where note like 'A''s%'),
  array['aaaaaaaa-0000-4000-8000-000000000000']::uuid[],
  'a note belongs to whoever wrote it'
);
select results_eq(
  $$select note from public.notes where user_id = 'bbbbbbbb-0000-4000-8000-000000000000' order by id$$,
  array['B''s first', 'B''s second'],
  'B''s notes are as they were'
);
delete from auth.users where id = 'bbbbbbbb-0000-4000-8000-000000000000';
select is_empty('select id from public.notes where id in (select id from of_b)', 'B''s notes go with B');

-- How much one person writes in a time

reset role;
select throws_ok($$update private.quotas set max_rows = 0 where name = 'notes'$$, '23514', null, 'a quota leaves room for one');
delete from private.quotas;
insert into private.quotas values ('notes', '1 minute', 3), ('notes', '1 day', 5);
delete from private.quota_usage;
insert into auth.users (id, email) values ('dddddddd-0000-4000-8000-000000000000', 'd@pgtap.example');
insert into auth.sessions (id, user_id) values ('dddddddd-0000-4000-8000-000000000000', 'dddddddd-0000-4000-8000-000000000000');
set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select lives_ok($$insert into public.notes (note) values ('1'), ('2')$$, 'two at once count as two');
select throws_ok($$insert into public.notes (note) values ('3'), ('4')$$, 'PT429', 'quota_exceeded', 'two more are one too many, and neither is written');
select lives_ok($$insert into public.notes (note) values ('3')$$, 'one is not');
select throws_ok($$insert into public.notes (note) values ('4')$$, 'PT429', 'quota_exceeded', 'the next is');
select throws_ok($$insert into public.notes (note) select 'n' from generate_series(1, 10000)$$, 'PT429', 'quota_exceeded', 'as are ten thousand');
set local request.jwt.claims to '{"role": "authenticated", "sub": "dddddddd-0000-4000-8000-000000000000", "session_id": "dddddddd-0000-4000-8000-000000000000"}';
select lives_ok($$insert into public.notes (note) values ('of D')$$, 'D has a quota of their own');
reset role;
update private.quota_usage set started_at = now() - period where period = '1 minute';
set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select lives_ok($$insert into public.notes (note, idempotency_key) values ('4', '11111111-0000-4000-8000-000000000000')$$, 'after a minute there is room again');
select throws_ok(
  $$insert into public.notes (note, idempotency_key) values ('4 again', '11111111-0000-4000-8000-000000000000')$$, '23505', null, 'the same form writes once'
);
select lives_ok($$insert into public.notes (note) values ('5')$$, 'up to what a day allows');
select throws_ok($$insert into public.notes (note) values ('6')$$, 'PT429', 'quota_exceeded', 'and no further');

-- A new window begins with the first note after the old one, and is as long
reset role;
delete from private.quotas where name = 'notes' and period = '1 day';
update private.quota_usage set started_at = now() - interval '61 seconds', row_count = 3 where period = '1 minute' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role authenticated;
insert into public.notes (note) select 'none' where false;
reset role;
select is(started_at, now() - interval '61 seconds', 'what writes nothing begins none')
from private.quota_usage where name = 'notes' and period = '1 minute' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role authenticated;
select lives_ok($$insert into public.notes (note) values ('7'), ('8'), ('9')$$, 'a minute later there is room for three');
select throws_ok($$insert into public.notes (note) values ('10')$$, 'PT429', 'quota_exceeded', 'and for no more');
reset role;
update private.quota_usage set started_at = now() - interval '59 seconds', row_count = 2 where period = '1 minute' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';
set local role authenticated;
select lives_ok($$insert into public.notes (note) values ('11')$$, 'what is written late in a window');
reset role;
select is(started_at, now() - interval '59 seconds', 'does not make it longer')
from private.quota_usage where name = 'notes' and period = '1 minute' and user_id = 'aaaaaaaa-0000-4000-8000-000000000000';

select * from finish();
rollback;
