-- Pictures of users, in Storage: one file per user, at a path that only its owner reads and writes. The application re-encodes
-- every picture; the limits of the bucket bound what a user can upload without it.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('avatars', 'avatars', false, 131072, '{image/webp}')
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

create policy "Users can manage their own avatar" on storage.objects
  for all to authenticated
  using (
    bucket_id = 'avatars' and name = (select auth.uid()) || '/avatar.webp'
    and (select public.has_active_session()) and (select public.has_sufficient_aal())
  )
  with check (
    bucket_id = 'avatars' and name = (select auth.uid()) || '/avatar.webp'
    and (select public.has_active_session()) and (select public.has_sufficient_aal())
  );
