-- Public example data, readable without a session. Changes only through migrations.

create table public.colors (
  id smallint generated always as identity primary key,
  name text not null unique
);

alter table public.colors enable row level security;

-- Older projects grant new tables and sequences to these roles by default. Only the grant below applies.
revoke all on table public.colors from public, anon, authenticated, service_role;
revoke all on sequence public.colors_id_seq from public, anon, authenticated, service_role;
grant select on table public.colors to anon, authenticated;

create policy "Everybody reads the colors" on public.colors
  for select to anon, authenticated
  using (true);

insert into public.colors (name) values ('Amber'), ('Indigo'), ('Moss'), ('Rust'), ('Slate');
