-- Three users for development: example-member, example-mentor and example-admin @example.com.
-- Password of each: example-password
-- For development and tests only. Can be run again: existing rows stay unchanged.

-- The Auth server finds users only under the nil instance ID, and cannot sign in a user with a null token column.
insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
  confirmation_token, recovery_token, email_change, email_change_token_new, email_change_token_current,
  phone_change, phone_change_token, reauthentication_token, created_at, updated_at
)
select
  '00000000-0000-0000-0000-000000000000', id::uuid, 'authenticated', 'authenticated', email,
  '$2a$10$.fD81RZ1PvJ/CTA3woSbbuat6TdZk.niWMuBMd3MtAYGLNVcBZEgG', now(),
  '{"provider": "email", "providers": ["email"]}',
  jsonb_build_object('sub', id, 'email', email, 'name', name, 'email_verified', true, 'phone_verified', false),
  '', '', '', '', '', '', '', '', now(), now()
from (
  values
    ('10000000-0000-4000-8000-000000000001', 'example-member@example.com', 'Example Member'),
    ('10000000-0000-4000-8000-000000000002', 'example-mentor@example.com', 'Example Mentor'),
    ('10000000-0000-4000-8000-000000000003', 'example-admin@example.com', 'Example Admin')
) as example (id, email, name)
on conflict do nothing;

insert into auth.identities (id, user_id, provider, provider_id, identity_data, last_sign_in_at, created_at, updated_at)
select id, id, 'email', id::text, raw_user_meta_data, now(), now(), now()
from auth.users
where id::text like '10000000-0000-4000-8000-00000000000_'
on conflict do nothing;

insert into public.user_roles (user_id, role, reason) values
  ('10000000-0000-4000-8000-000000000002', 'mentor', 'example data'),
  ('10000000-0000-4000-8000-000000000003', 'admin', 'example data')
on conflict do nothing;

insert into public.posts (author_id, title, body)
select id::uuid, title, body
from (
  values
    ('10000000-0000-4000-8000-000000000001', 'Hello, everyone', E'I just joined and look forward to learning together.\nWho else is new?'),
    ('10000000-0000-4000-8000-000000000002', 'Office hours', 'Ask me anything on Thursday afternoons.')
) as entry (id, title, body)
where not exists (select from public.posts);

insert into public.materials (author_id, title, body)
select '10000000-0000-4000-8000-000000000002', 'Reading list', E'Three texts to start with.\nTake your time with the second one.'
where not exists (select from public.materials);

insert into public.announcements (author_id, title, body)
select '10000000-0000-4000-8000-000000000003', 'The community is open', 'Everyone can read here. Members can write posts.'
where not exists (select from public.announcements);

-- An organization to which all three belong.
insert into public.organizations (id, slug, name) values ('20000000-0000-4000-8000-000000000001', 'acme', 'Acme')
on conflict do nothing;
insert into public.organization_members (organization_id, user_id, role)
select '20000000-0000-4000-8000-000000000001', id::uuid, role::public.organization_role
from (
  values
    ('10000000-0000-4000-8000-000000000003', 'owner'),
    ('10000000-0000-4000-8000-000000000001', 'admin'),
    ('10000000-0000-4000-8000-000000000002', 'member')
) as membership (id, role)
on conflict do nothing;

insert into public.posts (organization_id, author_id, title, body)
select '20000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002', 'Lunch on Friday', 'Who is in? I will book a table.'
where not exists (select from public.posts where organization_id = '20000000-0000-4000-8000-000000000001');

insert into public.announcements (organization_id, author_id, title, body)
select '20000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000003', 'A new office', 'We move on the first of next month.'
where not exists (select from public.announcements where organization_id = '20000000-0000-4000-8000-000000000001');

-- An invitation, at /invitations/example-invitation-example-invitation-00000.
insert into private.organization_invitations (organization_id, email, role, invited_by, token_hash)
values (
  '20000000-0000-4000-8000-000000000001', 'invited-colleague@example.com', 'member', '10000000-0000-4000-8000-000000000003',
  sha256('example-invitation-example-invitation-00000')
)
on conflict do nothing;

-- Sign up with an address at acme.example, and join this organization at /organizations.
insert into private.organization_domains (organization_id, domain, added_by)
values ('20000000-0000-4000-8000-000000000001', 'acme.example', '10000000-0000-4000-8000-000000000003')
on conflict do nothing;

-- The application signs its audit log reports with this key; utils/env.ts has the same one for development.
insert into private.settings (name, value) values ('audit_signing_key', 'local-audit-signing-key-0123456789abcdef')
on conflict do nothing;
