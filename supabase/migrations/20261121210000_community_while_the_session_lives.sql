-- Signed in, people see whose an entry is, and write. A token whose session has ended does neither: guests read without one.

create policy "Only while the session lives" on public.posts
  as restrictive for all to authenticated
  using ((select public.has_live_session()));
create policy "Only while the session lives" on public.materials
  as restrictive for all to authenticated
  using ((select public.has_live_session()));
create policy "Only while the session lives" on public.announcements
  as restrictive for all to authenticated
  using ((select public.has_live_session()));
