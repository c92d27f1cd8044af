-- Live updates: the pages that show notes or activity learn through Realtime that something has changed, and ask the server again. A
-- message has no content: only the topic says whose data has changed.
-- https://supabase.com/docs/guides/realtime/broadcast#broadcast-from-the-database

-- Realtime evaluates this when a client joins a channel, and when it sends a new access token. There is no policy for INSERT: clients
-- send nothing.
create policy "Users and members can receive changes" on realtime.messages
  for select to authenticated
  using (
    extension = 'broadcast'
    and (select public.has_active_session()) and (select public.has_sufficient_aal())
    and topic = any (array(
      select 'user:' || auth.uid() union all select 'organization:' || id from public.my_organizations('notes.read') as id
    ))
  );

-- realtime.send() turns its own errors into warnings, so that they never fail the change itself.
create function private.announce_notes() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform realtime.send('{}', 'notes', owners.topic, true)
  from (select distinct coalesce('organization:' || organization_id, 'user:' || user_id) as topic from changed) as owners;
  return null;
end
$$;
create trigger announce_added_notes
  after insert on public.notes referencing new table as changed
  for each statement execute function private.announce_notes();
create trigger announce_changed_notes
  after update on public.notes referencing new table as changed
  for each statement execute function private.announce_notes();
create trigger announce_deleted_notes
  after delete on public.notes referencing old table as changed
  for each statement execute function private.announce_notes();

create function private.announce_activity() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform realtime.send('{}', 'activity', 'user:' || users.user_id, true)
  from (select distinct user_id from changed where user_id is not null) as users;
  return null;
end
$$;
create trigger announce_activity
  after insert on public.audit_log referencing new table as changed
  for each statement execute function private.announce_activity();

comment on function private.announce_notes() is 'Tells the open pages of a user or an organization that notes have changed. Sends no content.';
comment on function private.announce_activity() is 'Tells the open pages of a user that there is new activity. Sends no content.';

revoke execute on function private.announce_notes(), private.announce_activity() from public, anon, authenticated, service_role;
