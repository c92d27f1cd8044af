-- The session of a recovery email sets one new password. The Auth server would let it set any number, also at the same time.

create table private.password_resets (
  session_id uuid primary key references auth.sessions on delete cascade,
  done boolean not null default false
);
alter table private.password_resets enable row level security;

-- Claims the calling session for the one new password it may set. Of calls at the same time one gets `begun`; to the others it is
-- `under way`, and once the password is set, `done`. Null when the session is over.
create function public.begin_password_reset() returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
  is_done boolean;
begin
  if this.id is null then
    return null;
  end if;
  insert into private.password_resets (session_id) values (this.id) on conflict do nothing;
  if found then
    return 'begun';
  end if;
  select resets.done into is_done from private.password_resets as resets where resets.session_id = this.id;
  return case when is_done then 'done' else 'under way' end;
end
$$;

-- Ends what begin_password_reset began. When no password was set, the session may try again.
create function public.end_password_reset(done boolean) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  this auth.sessions := private.current_session();
begin
  if end_password_reset.done then
    update private.password_resets as resets set done = true where resets.session_id = this.id;
  else
    delete from private.password_resets as resets where resets.session_id = this.id and not resets.done;
  end if;
end
$$;

revoke execute on function public.begin_password_reset(), public.end_password_reset(boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.begin_password_reset(), public.end_password_reset(boolean) to authenticated;
