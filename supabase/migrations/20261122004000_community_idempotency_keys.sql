-- A form that is sent twice adds one entry, as for notes. Users read the columns that are granted by name: never the keys.

alter table public.posts add column idempotency_key uuid;
alter table public.materials add column idempotency_key uuid;
alter table public.announcements add column idempotency_key uuid;

alter table public.posts add constraint posts_idempotency_key unique (author_id, idempotency_key);
alter table public.materials add constraint materials_idempotency_key unique (author_id, idempotency_key);
alter table public.announcements add constraint announcements_idempotency_key unique (author_id, idempotency_key);

revoke select on table public.posts, public.materials, public.announcements from authenticated;
grant select (id, author_id, author_name, title, body, created_at), insert (idempotency_key)
  on table public.posts to authenticated;
grant select (id, author_id, author_name, title, body, created_at), insert (idempotency_key)
  on table public.materials to authenticated;
grant select (id, author_id, author_name, title, body, created_at), insert (idempotency_key)
  on table public.announcements to authenticated;
