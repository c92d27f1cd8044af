-- Reads the permissions that require aal2 once, and not once for each permission.
create or replace function public.current_permissions() returns text[]
  language sql stable security definer
  set search_path = ''
as $$
  select coalesce(array_agg(permission order by permission), '{}')
  from private.granted_permissions() as permission
  where (select public.is_aal2())
    or permission not in (select strict.permission from public.role_permissions as strict where strict.requires_aal2)
$$;

drop function private.requires_aal2(text);
