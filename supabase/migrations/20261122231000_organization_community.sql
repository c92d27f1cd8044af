-- An entry of the community is public, or belongs to an organization, whose members alone can read it. Nothing moves an entry.

insert into private.organization_role_permissions (role, permission)
select role, permission
from (values
  ('member'::public.organization_role, array['community.read', 'posts.create', 'posts.delete_own']),
  ('admin', array['posts.delete_any', 'materials.create', 'materials.delete', 'announcements.create', 'announcements.delete'])
) as least (lowest, permissions)
cross join unnest(permissions) as permission
join unnest(enum_range(null::public.organization_role)) as role on role >= lowest;

-- author_id is the author of a public entry, member_id that of an entry of an organization. Such an entry stays when they leave.
alter table public.posts
  alter column author_id drop not null,
  add column organization_id uuid references public.organizations (id) on delete cascade,
  add column member_id uuid,
  add constraint posts_one_owner check (num_nonnulls(author_id, organization_id) = 1),
  add constraint posts_member_of_organization check (member_id is null or organization_id is not null),
  add constraint posts_member_fkey foreign key (organization_id, member_id)
    references public.organization_members (organization_id, user_id) on delete set null (member_id);
alter table public.materials
  add column organization_id uuid references public.organizations (id) on delete cascade,
  add column member_id uuid,
  add constraint materials_one_owner check (num_nonnulls(author_id, organization_id) < 2),
  add constraint materials_member_of_organization check (member_id is null or organization_id is not null),
  add constraint materials_member_fkey foreign key (organization_id, member_id)
    references public.organization_members (organization_id, user_id) on delete set null (member_id);
alter table public.announcements
  add column organization_id uuid references public.organizations (id) on delete cascade,
  add column member_id uuid,
  add constraint announcements_one_owner check (num_nonnulls(author_id, organization_id) < 2),
  add constraint announcements_member_of_organization check (member_id is null or organization_id is not null),
  add constraint announcements_member_fkey foreign key (organization_id, member_id)
    references public.organization_members (organization_id, user_id) on delete set null (member_id);

-- Clients send the text, and the organization or nothing. Runs after set_author_name. Members read the current name of the author.
create function private.set_entry_member() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  new.member_id := new.author_id;
  new.author_id := null;
  new.author_name := '';
  return new;
end
$$;
create trigger set_entry_member before insert on public.posts
  for each row when (new.organization_id is not null) execute function private.set_entry_member();
create trigger set_entry_member before insert on public.materials
  for each row when (new.organization_id is not null) execute function private.set_entry_member();
create trigger set_entry_member before insert on public.announcements
  for each row when (new.organization_id is not null) execute function private.set_entry_member();

-- One index for the pages of the public community, one for those of an organization, one for what happens when a member leaves.
create index posts_public_id_idx on public.posts (id) where organization_id is null;
create index posts_organization_id_id_idx on public.posts (organization_id, id) where organization_id is not null;
create index posts_member_idx on public.posts (organization_id, member_id) where member_id is not null;
create unique index posts_organization_idempotency_key on public.posts (organization_id, idempotency_key)
  where organization_id is not null;
create index materials_public_id_idx on public.materials (id) where organization_id is null;
create index materials_organization_id_id_idx on public.materials (organization_id, id) where organization_id is not null;
create index materials_member_idx on public.materials (organization_id, member_id) where member_id is not null;
create unique index materials_organization_idempotency_key on public.materials (organization_id, idempotency_key)
  where organization_id is not null;
create index announcements_public_id_idx on public.announcements (id) where organization_id is null;
create index announcements_organization_id_id_idx on public.announcements (organization_id, id) where organization_id is not null;
create index announcements_member_idx on public.announcements (organization_id, member_id) where member_id is not null;
create unique index announcements_organization_idempotency_key on public.announcements (organization_id, idempotency_key)
  where organization_id is not null;

-- Pages of the public community filter by the column, also for those who are signed out.
grant select (organization_id) on table public.posts, public.materials, public.announcements to anon;
grant select (organization_id, member_id), insert (organization_id)
  on table public.posts, public.materials, public.announcements to authenticated;

-- The policies that create public entries compare author_id with the caller, and entries of organizations have none.
alter policy "Posts are viewable by everyone" on public.posts rename to "Public posts are viewable by everyone";
alter policy "Public posts are viewable by everyone" on public.posts using (organization_id is null);
alter policy "Users with permission can delete posts" on public.posts
  using (
    organization_id is null
    and (
      ((select auth.uid()) = author_id and (select public.authorize('posts.delete_own')))
      or (select public.authorize('posts.delete_any'))
    )
  );
create policy "Members can read posts of their organizations" on public.posts
  for select to authenticated
  using (organization_id = any (array(select public.my_organizations('community.read'))));
create policy "Members with permission can create posts" on public.posts
  for insert to authenticated
  with check (organization_id = any (array(select public.my_organizations('posts.create'))));
create policy "Members with permission can delete posts" on public.posts
  for delete to authenticated
  using (
    (member_id = (select auth.uid()) and organization_id = any (array(select public.my_organizations('posts.delete_own'))))
    or organization_id = any (array(select public.my_organizations('posts.delete_any')))
  );

alter policy "Materials are viewable by everyone" on public.materials rename to "Public materials are viewable by everyone";
alter policy "Public materials are viewable by everyone" on public.materials using (organization_id is null);
alter policy "Users with permission can delete materials" on public.materials
  using (organization_id is null and (select public.authorize('materials.delete')));
create policy "Members can read materials of their organizations" on public.materials
  for select to authenticated
  using (organization_id = any (array(select public.my_organizations('community.read'))));
create policy "Members with permission can create materials" on public.materials
  for insert to authenticated
  with check (organization_id = any (array(select public.my_organizations('materials.create'))));
create policy "Members with permission can delete materials" on public.materials
  for delete to authenticated
  using (organization_id = any (array(select public.my_organizations('materials.delete'))));

alter policy "Announcements are viewable by everyone" on public.announcements
  rename to "Public announcements are viewable by everyone";
alter policy "Public announcements are viewable by everyone" on public.announcements using (organization_id is null);
alter policy "Users with permission can delete announcements" on public.announcements
  using (organization_id is null and (select public.authorize('announcements.delete')));
create policy "Members can read announcements of their organizations" on public.announcements
  for select to authenticated
  using (organization_id = any (array(select public.my_organizations('community.read'))));
create policy "Members with permission can create announcements" on public.announcements
  for insert to authenticated
  with check (organization_id = any (array(select public.my_organizations('announcements.create'))));
create policy "Members with permission can delete announcements" on public.announcements
  for delete to authenticated
  using (organization_id = any (array(select public.my_organizations('announcements.delete'))));

-- Deletes with an account or an organization are not recorded one by one.
create or replace function private.audit_content_deletion() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if auth.uid() is not null then
    if old.organization_id is not null then
      perform private.audit_organization(
        'content.deleted', old.organization_id, old.member_id, tg_table_name || ' ' || old.id
      );
    elsif old.author_id is null or exists (select from auth.users where id = old.author_id) then
      perform private.write_audit('content.deleted', coalesce(old.author_id, auth.uid()), tg_table_name || ' ' || old.id);
    end if;
  end if;
  return null;
end
$$;

comment on column public.posts.organization_id is 'The organization whose members alone can read the post; null for a public one.';
comment on column public.materials.organization_id is 'The organization whose members alone can read the material; null for a public one.';
comment on column public.announcements.organization_id is
  'The organization whose members alone can read the announcement; null for a public one.';
comment on column public.posts.member_id is 'The member who wrote a post of an organization; null after they left.';
comment on column public.materials.member_id is 'The member who wrote a material of an organization; null after they left.';
comment on column public.announcements.member_id is 'The member who wrote an announcement of an organization; null after they left.';
comment on function private.set_entry_member() is 'Makes the author of an entry of an organization its member_id. Trigger.';

revoke execute on function private.set_entry_member() from public, anon, authenticated, service_role;
