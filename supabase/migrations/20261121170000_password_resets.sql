-- A recovery session can set one new password. The Auth server would accept any number, even concurrently.

create table private.password_resets (
  session_id uuid primary key references auth.sessions on delete cascade,
  done boolean not null default false
);
alter table private.password_resets enable row level security;

-- Claims the caller's session for its one new password. Of concurrent calls one returns `begun` and the others
-- `under way`; once the password is set, `done`. Null when the session has ended.
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

-- Finishes what begin_password_reset started. When no password was set, the session may start again.
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
