-- Signed-in users see the author of an entry, and write. A token without an active session does neither; anonymous users can read.

create policy "Only while the session lives" on public.posts
  as restrictive for all to authenticated
  using ((select public.has_live_session()));
create policy "Only while the session lives" on public.materials
  as restrictive for all to authenticated
  using ((select public.has_live_session()));
create policy "Only while the session lives" on public.announcements
  as restrictive for all to authenticated
  using ((select public.has_live_session()));
