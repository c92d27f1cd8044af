-- An organization to which nearly everyone in large-database.sql belongs, and as many other organizations, most of them with an owner.
insert into public.organizations (id, slug, name, created_at)
values ('30000000-0000-4000-8000-000000000000', 'everyone', 'Everyone', now() - interval '3 years');
insert into public.organization_members (organization_id, user_id, role, created_at)
select '30000000-0000-4000-8000-000000000000', id, 'member', created_at from auth.users where id <> md5('person 2')::uuid;

insert into public.organizations (id, slug, name, created_at)
select id, format('team-%s', n), format('Our team %s', n), created_at
from (select id, created_at, row_number() over (order by created_at desc) as n from auth.users) as numbered;
insert into public.organization_members (organization_id, user_id, role, created_at)
select id, id, 'owner', created_at from auth.users where id not in (md5('person 2')::uuid, md5('person 9')::uuid);

insert into public.posts (organization_id, author_id, title, body)
select '30000000-0000-4000-8000-000000000000', md5('person 11')::uuid, 'a post', 'text' from generate_series(1, 1000) as n;

insert into public.posts (organization_id, author_id, title, body)
select organization_id, user_id, 'a post', 'text' from public.organization_members where role = 'owner';
