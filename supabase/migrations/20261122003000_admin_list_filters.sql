-- Filters of the admin area: users by role, audit log entries by type. Each reads one index range for a page.

create index audit_log_type_id_idx on public.audit_log (type, id desc);
create index audit_log_user_id_type_id_idx on public.audit_log (user_id, type, id desc);

-- A page of the users who hold a role now, newest first; with a search, those that it finds.
create function private.find_users_with_role(search text, before uuid, size integer, role public.app_role)
  returns setof uuid
  language plpgsql stable rows 25
  set search_path = ''
  set plan_cache_mode = force_custom_plan
as $$
declare
  first constant text collate "C" := left(private.search_words(search), 100);
  last constant text collate "C" := first || chr(1114111);
begin
  return query
    select directory.user_id
    from public.user_roles as held
    join private.user_directory as directory on directory.user_id = held.user_id
    where held.role = find_users_with_role.role
      and (held.expires_at is null or held.expires_at > now())
      and (search = '' or held.user_id::text = search or first <> '' and exists (
        select from private.user_search_terms as found
        where found.user_id = held.user_id and found.term >= first and found.term < last
      ))
      and (before is null or (directory.created_at, directory.user_id) < (
        select shown.created_at, shown.user_id from private.user_directory as shown where shown.user_id = before
      ))
    order by directory.created_at desc, directory.user_id desc
    limit size;
end
$$;

drop function public.list_users(text, uuid, integer);
create function public.list_users(
  search text default '', before uuid default null, size integer default 25, with_role public.app_role default null
)
  returns table (
    id uuid, email text, name text, created_at timestamptz, last_sign_in_at timestamptz, confirmed boolean,
    sessions bigint, roles jsonb
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  page constant integer := least(greatest(size, 1), 100);
begin
  perform private.require_permission('users.manage');
  perform private.audit_admin_read('users.listed');
  if with_role is null then
    return query select * from private.get_user_details(array(
      select found_user from private.find_users(search, before, page) as found_user
    ));
  else
    return query select * from private.get_user_details(array(
      select found_user from private.find_users_with_role(search, before, page, with_role) as found_user
    ));
  end if;
end
$$;

drop function public.all_activity(bigint, uuid, integer);
create function public.all_activity(
  before bigint default null, for_user uuid default null, size integer default 25, of_type public.audit_type default null
)
  returns table (
    id bigint, created_at timestamptz, type public.audit_type, user_id uuid, user_email text, actor_id uuid,
    actor_email text, session_id uuid, ip text, user_agent text, result text, reason text
  )
  language plpgsql volatile security definer
  set search_path = ''
  set plan_cache_mode = force_custom_plan
as $$
declare
  page public.audit_log[];
begin
  perform private.require_permission('audit.read');
  if for_user is not null and of_type is null then
    page := array(select entry from private.list_user_entries(for_user, before, size) as entry);
  else
    page := array(
      select entry from public.audit_log as entry
      where entry.id < coalesce(before, 9223372036854775807)
        and (of_type is null or entry.type = of_type)
        and (for_user is null or entry.user_id = for_user)
      order by entry.id desc
      limit least(greatest(size, 1), 100)
    );
  end if;
  return query
    select
      entry.id, entry.created_at, entry.type, entry.user_id, concerned.email::text, entry.actor_id, actor.email::text,
      entry.session_id, host(client.ip), client.user_agent, entry.result, entry.reason
    from unnest(page) with ordinality
      as entry (id, created_at, type, user_id, actor_id, session_id, result, reason, position)
    left join private.audit_clients as client on client.entry_id = entry.id
    left join auth.users as concerned on concerned.id = entry.user_id
    left join auth.users as actor on actor.id = entry.actor_id
    order by entry.position;
  perform private.audit_admin_read('activity.read', for_user);
end
$$;

comment on function public.list_users(text, uuid, integer, public.app_role) is
  'Users, newest first; with a search, those with a matching word in email or name, or with that ID; with a role, those who hold it. Requires users.manage, and is audited.';
comment on function public.all_activity(bigint, uuid, integer, public.audit_type) is
  'Audit log entries, newest first, of one user or one type if given. Requires audit.read, and is audited.';
comment on function private.find_users_with_role(text, uuid, integer, public.app_role) is
  'A page of the users who hold a role now, newest first; with a search, those that it finds.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.list_users(text, uuid, integer, public.app_role), public.all_activity(bigint, uuid, integer, public.audit_type)
from public, anon, authenticated, service_role;
grant execute on function
  public.list_users(text, uuid, integer, public.app_role), public.all_activity(bigint, uuid, integer, public.audit_type)
to authenticated;
