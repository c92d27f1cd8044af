-- Who reads and writes the pictures of users in Storage.
begin;
create extension if not exists pgtap with schema extensions;
select plan(22);

select results_eq(
  $$select public, file_size_limit, allowed_mime_types from storage.buckets where id = 'avatars'$$,
  $$values (false, 131072::bigint, '{image/webp}'::text[])$$,
  'the bucket is private and accepts small WebP files'
);
select policies_are('storage', 'objects', array['Users can manage their own avatar']);
select policy_roles_are('storage', 'objects', 'Users can manage their own avatar', '{authenticated}', 'the policy applies to authenticated users');
select ok(relrowsecurity, 'row level security is on') from pg_class where oid = 'storage.objects'::regclass;

insert into auth.users (id, email) values
  ('aaaaaaaa-0000-4000-8000-000000000000', 'a@pgtap.example'),
  ('bbbbbbbb-0000-4000-8000-000000000000', 'b@pgtap.example');
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@pgtap.example';
insert into storage.buckets (id, name) values ('pgtap', 'pgtap');
insert into storage.objects (bucket_id, name) values ('avatars', 'bbbbbbbb-0000-4000-8000-000000000000/avatar.webp');

set local role anon;
set local request.jwt.claims to '{"role": "anon"}';
select is_empty('select name from storage.objects', 'anon sees no file');
select throws_ok(
  $$insert into storage.objects (bucket_id, name) values ('avatars', 'aaaaaaaa-0000-4000-8000-000000000000/avatar.webp')$$,
  '42501', null, 'anon stores nothing'
);

set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select is_empty('select name from storage.objects', 'a user does not see the picture of another user');
select throws_ok(
  format('insert into storage.objects (bucket_id, name) values (%L, %L)', bucket, name),
  '42501', null, format('a user stores nothing as %s in %s', name, bucket)
)
from (values
  ('avatars', 'bbbbbbbb-0000-4000-8000-000000000000/other.webp'),
  ('avatars', 'aaaaaaaa-0000-4000-8000-000000000000/other.webp'),
  ('avatars', 'aaaaaaaa-0000-4000-8000-000000000000/avatar.webp/x'),
  ('avatars', 'aaaaaaaa-0000-4000-8000-000000000000/../avatar.webp'),
  ('avatars', 'avatar.webp'),
  ('pgtap', 'aaaaaaaa-0000-4000-8000-000000000000/avatar.webp')
) as wanted (bucket, name);
select lives_ok(
  $$insert into storage.objects (bucket_id, name) values ('avatars', 'aaaaaaaa-0000-4000-8000-000000000000/avatar.webp')$$,
  'a user stores their own picture'
);
select results_eq(
  'select name from storage.objects',
  $$values ('aaaaaaaa-0000-4000-8000-000000000000/avatar.webp')$$,
  'a user sees their own picture alone'
);
select throws_ok(
  $$update storage.objects set name = 'bbbbbbbb-0000-4000-8000-000000000000/moved.webp'$$,
  '42501', null, 'a user does not move their picture'
);
select throws_ok($$update storage.objects set bucket_id = 'pgtap'$$, '42501', null, 'nor into another bucket');
select lives_ok($$update storage.objects set version = 'a'$$, 'a user replaces their picture');

set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';
select is_empty('select name from storage.objects', 'an ended session sees nothing');

reset role;
insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
values (gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000000', 'totp', 'verified', now(), now());
set local role authenticated;
set local request.jwt.claims to '{"role": "authenticated", "sub": "aaaaaaaa-0000-4000-8000-000000000000", "session_id": "aaaaaaaa-0000-4000-8000-000000000000"}';
select is_empty('select name from storage.objects', 'a session without its second factor sees nothing');
select throws_ok(
  $$insert into storage.objects (bucket_id, name) values ('avatars', 'aaaaaaaa-0000-4000-8000-000000000000/avatar.webp')$$,
  '42501', null, 'and stores nothing'
);

reset role;
select is(
  (select version from storage.objects where name like 'bbbbbbbb-%'), null, 'the picture of the other user is unchanged'
);

select * from finish();
rollback;
