-- Public content that permitted users write: posts, materials and announcements, in tables of the same shape.
-- Only the name of an author is public. Posts are deleted with their author; materials and announcements are kept.

create table public.posts (
  id bigint generated always as identity primary key,
  author_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  author_name text not null default '',
  title text not null check (char_length(title) <= 120 and title ~ '\S'),
  body text not null check (char_length(body) <= 5000 and body ~ '\S'),
  created_at timestamptz not null default now()
);

create table public.materials (
  id bigint generated always as identity primary key,
  author_id uuid default auth.uid() references auth.users (id) on delete set null,
  author_name text not null default '',
  title text not null check (char_length(title) <= 120 and title ~ '\S'),
  body text not null check (char_length(body) <= 5000 and body ~ '\S'),
  created_at timestamptz not null default now()
);

create table public.announcements (
  id bigint generated always as identity primary key,
  author_id uuid default auth.uid() references auth.users (id) on delete set null,
  author_name text not null default '',
  title text not null check (char_length(title) <= 120 and title ~ '\S'),
  body text not null check (char_length(body) <= 5000 and body ~ '\S'),
  created_at timestamptz not null default now()
);

create index posts_by_author on public.posts (author_id);
create index materials_by_author on public.materials (author_id);
create index announcements_by_author on public.announcements (author_id);

alter table public.posts enable row level security;
alter table public.materials enable row level security;
alter table public.announcements enable row level security;

revoke all on table public.posts, public.materials, public.announcements from public, anon, authenticated, service_role;
revoke all on sequence public.posts_id_seq, public.materials_id_seq, public.announcements_id_seq
  from public, anon, authenticated, service_role;

grant select (id, author_name, title, body, created_at) on table public.posts to anon;
grant select (id, author_name, title, body, created_at) on table public.materials to anon;
grant select (id, author_name, title, body, created_at) on table public.announcements to anon;
grant select, insert (title, body), delete on table public.posts to authenticated;
grant select, insert (title, body), delete on table public.materials to authenticated;
grant select, insert (title, body), delete on table public.announcements to authenticated;

create policy "Everybody reads posts" on public.posts
  for select to anon, authenticated using (true);
create policy "Those permitted create posts" on public.posts
  for insert to authenticated
  with check ((select auth.uid()) = author_id and (select public.authorize('posts.create')));
create policy "Those permitted delete posts" on public.posts
  for delete to authenticated
  using (
    ((select auth.uid()) = author_id and (select public.authorize('posts.delete_own')))
    or (select public.authorize('posts.delete_any'))
  );

create policy "Everybody reads materials" on public.materials
  for select to anon, authenticated using (true);
create policy "Those permitted create materials" on public.materials
  for insert to authenticated
  with check ((select auth.uid()) = author_id and (select public.authorize('materials.create')));
create policy "Those permitted delete materials" on public.materials
  for delete to authenticated
  using ((select public.authorize('materials.delete')));

create policy "Everybody reads announcements" on public.announcements
  for select to anon, authenticated using (true);
create policy "Those permitted create announcements" on public.announcements
  for insert to authenticated
  with check ((select auth.uid()) = author_id and (select public.authorize('announcements.create')));
create policy "Those permitted delete announcements" on public.announcements
  for delete to authenticated
  using ((select public.authorize('announcements.delete')));

create function private.sign_with_name() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  select name into new.author_name from public.profiles where id = new.author_id;
  new.author_name := coalesce(new.author_name, '');
  return new;
end
$$;

create trigger sign_with_name before insert on public.posts
  for each row execute function private.sign_with_name();
create trigger sign_with_name before insert on public.materials
  for each row execute function private.sign_with_name();
create trigger sign_with_name before insert on public.announcements
  for each row execute function private.sign_with_name();

-- A new display name updates earlier entries.
create function private.follow_name() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  update public.posts set author_name = new.name where author_id = new.id;
  update public.materials set author_name = new.name where author_id = new.id;
  update public.announcements set author_name = new.name where author_id = new.id;
  return null;
end
$$;

create trigger follow_name
  after update of name on public.profiles
  for each row when (new.name is distinct from old.name)
  execute function private.follow_name();

-- An entry without an author has no author name.
create function private.forget_name() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  new.author_name := '';
  return new;
end
$$;

create trigger forget_name before update of author_id on public.materials
  for each row when (new.author_id is null) execute function private.forget_name();
create trigger forget_name before update of author_id on public.announcements
  for each row when (new.author_id is null) execute function private.forget_name();

create function private.on_content_delete() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if auth.uid() is not null and (old.author_id is null or exists (select from auth.users where id = old.author_id)) then
    perform private.write_audit('content.deleted', coalesce(old.author_id, auth.uid()), tg_table_name || ' ' || old.id);
  end if;
  return null;
end
$$;

create trigger audit_content after delete on public.posts
  for each row execute function private.on_content_delete();
create trigger audit_content after delete on public.materials
  for each row execute function private.on_content_delete();
create trigger audit_content after delete on public.announcements
  for each row execute function private.on_content_delete();

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
