-- Standard names for profiles, notes, colors and the community. Policies are named as in the Supabase documentation.

alter policy "People read their own profile" on public.profiles rename to "Users can view their own profile";
alter policy "People change their own profile" on public.profiles rename to "Users can update their own profile";
alter policy "Only while the session lives" on public.profiles rename to "Require an active session";

alter policy "People do as they like with their own notes" on public.notes rename to "Users can manage their own notes";
alter policy "Only while the session lives" on public.notes rename to "Require an active session";

alter policy "Everybody reads the colors" on public.colors rename to "Colors are viewable by everyone";

alter policy "People read their own roles" on public.user_roles rename to "Users can view their own roles";
alter policy "Only while the session lives" on public.user_roles rename to "Require an active session";

alter policy "Everybody reads posts" on public.posts rename to "Posts are viewable by everyone";
alter policy "Those permitted create posts" on public.posts rename to "Users with permission can create posts";
alter policy "Those permitted delete posts" on public.posts rename to "Users with permission can delete posts";
alter policy "Only while the session lives" on public.posts rename to "Require an active session";

alter policy "Everybody reads materials" on public.materials rename to "Materials are viewable by everyone";
alter policy "Those permitted create materials" on public.materials rename to "Users with permission can create materials";
alter policy "Those permitted delete materials" on public.materials rename to "Users with permission can delete materials";
alter policy "Only while the session lives" on public.materials rename to "Require an active session";

alter policy "Everybody reads announcements" on public.announcements rename to "Announcements are viewable by everyone";
alter policy "Those permitted create announcements" on public.announcements
  rename to "Users with permission can create announcements";
alter policy "Those permitted delete announcements" on public.announcements
  rename to "Users with permission can delete announcements";
alter policy "Only while the session lives" on public.announcements rename to "Require an active session";

-- Indexes follow PostgreSQL's own pattern.
alter index public.posts_by_author_and_id rename to posts_author_id_id_idx;
alter index public.materials_by_author_and_id rename to materials_author_id_id_idx;
alter index public.announcements_by_author_and_id rename to announcements_author_id_id_idx;
alter index public.user_roles_granted_by rename to user_roles_granted_by_idx;
alter index public.user_roles_by_role rename to user_roles_role_idx;

-- The author's name on posts, materials and announcements
alter function private.sign_with_name() rename to set_author_name;
alter trigger sign_with_name on public.posts rename to set_author_name;
alter trigger sign_with_name on public.materials rename to set_author_name;
alter trigger sign_with_name on public.announcements rename to set_author_name;

alter function private.follow_name() rename to sync_author_name;
alter trigger follow_name on public.profiles rename to sync_author_name;

alter function private.forget_name() rename to clear_author_name;
alter trigger forget_name on public.materials rename to clear_author_name;
alter trigger forget_name on public.announcements rename to clear_author_name;

alter function private.on_content_delete() rename to audit_content_deletion;
alter trigger audit_content on public.posts rename to audit_content_deletion;
alter trigger audit_content on public.materials rename to audit_content_deletion;
alter trigger audit_content on public.announcements rename to audit_content_deletion;

-- Display names
alter table public.profiles rename constraint profiles_name_plain to profiles_name_sanitized;
alter function private.plain_name(text) rename to sanitize_name;

create function private.name_from_metadata(metadata jsonb) returns text
  language sql immutable
  set search_path = ''
as $$
  select case jsonb_typeof(metadata -> 'name') when 'string' then private.sanitize_name(metadata ->> 'name') else '' end
$$;

create or replace function private.create_profile() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  insert into public.profiles (id, name)
  values (new.id, coalesce(private.name_from_metadata(new.raw_user_meta_data), ''))
  on conflict (id) do nothing;
  return new;
end
$$;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
