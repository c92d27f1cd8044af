-- A database that has been used for two years, as the migrations before the audit log's partitions made it: people, one of them
-- admin and one who was busy, their sessions, and what happened.
set session_replication_role = replica;

insert into auth.users (id, email, encrypted_password, email_confirmed_at, created_at, raw_user_meta_data, is_sso_user)
select
  md5('person ' || n)::uuid, format('%s.%s%s@%s.example', (array['anna', 'ben', 'chris', 'dana'])[n % 4 + 1], 'smith', n, 'mail' || n % 7),
  '', now(), now() - n * (interval '2 years' / :people), '{}', false
from generate_series(1, :people) as n;
insert into public.profiles (id, name)
select md5('person ' || n)::uuid, format('%s Smith', (array['Anna', 'Ben', 'Chris', 'Dana'])[n % 4 + 1]) from generate_series(1, :people) as n;
insert into public.user_roles (user_id, role) select id, 'member' from auth.users on conflict do nothing;
insert into public.user_roles (user_id, role) values (md5('person 1')::uuid, 'admin');
insert into auth.sessions (id, user_id, created_at, ip, user_agent)
select md5('person ' || n)::uuid, md5('person ' || n)::uuid, now(), '203.0.113.9', 'a browser' from generate_series(1, :people) as n;

-- Every fifth entry is about the person who was busy.
insert into public.audit_log (created_at, type, user_id, actor_id, session_id, address, agent)
select
  now() - (:entries - n) * (interval '2 years' / :entries), 'session.started', person, person, person, '203.0.113.9', 'a browser'
from generate_series(1, :entries) as n, md5('person ' || case when n % 5 = 0 then 2 else n % :people + 1 end) as hash, cast(hash as uuid) as person;
insert into auth.audit_log_entries (id, payload, created_at, ip_address)
select gen_random_uuid(), '{"action": "login"}', now() - n * interval '1 minute', '203.0.113.9' from generate_series(1, :people / 10) as n;

insert into public.notes (user_id, note) select md5('person ' || n % (:people - 2) + 3)::uuid, 'a note' from generate_series(1, :people) as n;
insert into public.notes (user_id, note) select md5('person 2')::uuid, 'a note' from generate_series(1, 10000) as n;
insert into public.posts (author_id, author_name, title, body)
select md5('person ' || n % :people + 1)::uuid, '', 'a post', 'text' from generate_series(1, :people) as n;
insert into public.posts (author_id, author_name, title, body) select md5('person 2')::uuid, '', 'a post', 'text' from generate_series(1, 5000) as n;

set session_replication_role = origin;
analyze;
