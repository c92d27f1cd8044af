-- One column names the owner of a note, a user or an organization, so that an index answers the pages of either in their order. An
-- expression would not do: PostgreSQL considers coalesce() leaky, and uses no index on it for a policy.

alter table public.notes add column owner_id uuid generated always as (coalesce(organization_id, user_id)) stored;
drop index public.notes_owner_idx;
-- The unique index on (organization_id, idempotency_key) serves the cascade.
drop index public.notes_organization_id_id_idx;
create index notes_owner_id_id_idx on public.notes (owner_id, id);
grant select (owner_id) on table public.notes to authenticated;

alter policy "Users and members can read their notes" on public.notes
  using (owner_id = any (array(select auth.uid() union all select public.my_organizations('notes.read'))));
alter policy "Users and members can add notes" on public.notes
  with check (owner_id = any (array(select auth.uid() union all select public.my_organizations('notes.create'))));
alter policy "Users and members can change their notes" on public.notes
  using (owner_id = any (array(select auth.uid() union all select public.my_organizations('notes.update'))));
alter policy "Users and members can delete their notes" on public.notes
  using (owner_id = any (array(select auth.uid() union all select public.my_organizations('notes.delete'))));

comment on column public.notes.owner_id is 'The user or the organization to whom the note belongs. Pages filter by it.';
