-- An organization to which everyone in large-database.sql belongs, and as many other organizations.
insert into public.organizations (id, slug, name) values ('30000000-0000-4000-8000-000000000000', 'everyone', 'Everyone');
insert into public.organization_members (organization_id, user_id, role, created_at)
select '30000000-0000-4000-8000-000000000000', id, 'member', created_at from auth.users;
insert into public.organizations (id, slug, name, created_at)
select id, format('team-%s-of-us', n), format('Team %s', n), created_at
from (select id, created_at, row_number() over (order by created_at desc) as n from auth.users) as numbered;
