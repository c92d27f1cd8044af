-- Private notes. The application sends only the text; the database sets the owner and the creation time.

create table public.notes (
  id bigint generated always as identity primary key,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  note text not null check (char_length(note) <= 10000),
  created_at timestamptz not null default now()
);

-- For pages of a user's notes, and for the cascade.
create index notes_user_id_id_idx on public.notes (user_id, id);

alter table public.notes enable row level security;

-- Older projects grant new tables and sequences to these roles by default. Only the grants below apply.
revoke all on table public.notes from public, anon, authenticated, service_role;
revoke all on sequence public.notes_id_seq from public, anon, authenticated, service_role;
grant all (note) on table public.notes to authenticated;
grant select (id), delete on table public.notes to authenticated;

create policy "People do as they like with their own notes" on public.notes
  for all to authenticated
  using ((select auth.uid()) = user_id);
