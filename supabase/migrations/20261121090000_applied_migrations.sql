-- What `npm run doctor` compares with the files in this folder.

-- The versions of the applied migrations; null where the Supabase CLI keeps no record of them.
create function public.applied_migrations() returns text[]
  language plpgsql stable security definer
  set search_path = ''
as $$
begin
  if to_regclass('supabase_migrations.schema_migrations') is null then
    return null;
  end if;
  return array(select version from supabase_migrations.schema_migrations order by version);
end
$$;

revoke execute on function public.applied_migrations() from public, anon, authenticated, service_role;
grant execute on function public.applied_migrations() to anon, authenticated;
