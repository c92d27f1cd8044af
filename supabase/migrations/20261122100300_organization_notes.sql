-- A note belongs to one owner: a user, or an organization whose members share it. Nothing moves a note from one to the other.

alter table public.notes alter column user_id drop not null;
alter table public.notes add column organization_id uuid references public.organizations (id) on delete cascade;
-- Who wrote a note of an organization. The note stays when they leave.
alter table public.notes add column author_id uuid;
alter table public.notes add constraint notes_one_owner check (num_nonnulls(user_id, organization_id) = 1);
alter table public.notes add constraint notes_author_of_organization check (author_id is null or organization_id is not null);
alter table public.notes add constraint notes_author_fkey foreign key (organization_id, author_id)
  references public.organization_members (organization_id, user_id) on delete set null (author_id);

-- Clients send the text, and the organization or nothing.
create function private.set_note_owner() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if new.organization_id is not null then
    new.user_id := null;
    new.author_id := coalesce(new.author_id, auth.uid());
  end if;
  return new;
end
$$;
create trigger set_note_owner
  before insert on public.notes
  for each row execute function private.set_note_owner();

-- The policies compare the owner with an array that is computed once per statement, so that an index finds the rows:
-- https://supabase.com/docs/guides/database/postgres/row-level-security#rls-performance-recommendations
create index notes_owner_idx on public.notes (coalesce(organization_id, user_id), organization_id, id);
create index notes_organization_id_id_idx on public.notes (organization_id, id) where organization_id is not null;
create index notes_author_idx on public.notes (organization_id, author_id) where author_id is not null;
create unique index notes_organization_idempotency_key on public.notes (organization_id, idempotency_key)
  where organization_id is not null;
-- The unique constraint on (user_id, idempotency_key) serves the cascade.
drop index public.notes_user_id_id_idx;

grant select (organization_id, author_id), insert (organization_id) on table public.notes to authenticated;

drop policy "Users can manage their own notes" on public.notes;
create policy "Users and members can read their notes" on public.notes
  for select to authenticated
  using (coalesce(organization_id, user_id) = any (array(select auth.uid() union all select public.my_organizations('notes.read'))));
create policy "Users and members can add notes" on public.notes
  for insert to authenticated
  with check (coalesce(organization_id, user_id) = any (array(select auth.uid() union all select public.my_organizations('notes.create'))));
create policy "Users and members can change their notes" on public.notes
  for update to authenticated
  using (coalesce(organization_id, user_id) = any (array(select auth.uid() union all select public.my_organizations('notes.update'))));
create policy "Users and members can delete their notes" on public.notes
  for delete to authenticated
  using (coalesce(organization_id, user_id) = any (array(select auth.uid() union all select public.my_organizations('notes.delete'))));

comment on table public.notes is 'Notes of a user, or of an organization. The database sets the owner, the author and the time.';
comment on column public.notes.organization_id is 'The organization whose members share the note; null for a personal note.';
comment on column public.notes.author_id is 'The member who wrote a note of an organization; null after they left.';

revoke execute on function private.set_note_owner() from public, anon, authenticated, service_role;
