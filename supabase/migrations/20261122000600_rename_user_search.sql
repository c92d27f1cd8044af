-- Standard names for what keeps the user search current.

alter index private.user_directory_newest rename to user_directory_created_at_user_id_idx;
alter index private.user_search_terms_by_user rename to user_search_terms_user_id_idx;

drop function private.on_searched_change() cascade;

-- Updates the search terms of a user. Never raises: an error would make a sign-up or a change of email or name fail.
create function private.update_user_search() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if tg_table_schema = 'auth' then
    if tg_op = 'UPDATE' and new.email is not distinct from old.email and new.created_at is not distinct from old.created_at then
      return null;
    end if;
    insert into private.user_directory (user_id, created_at) values (new.id, coalesce(new.created_at, now()))
    on conflict (user_id) do update set created_at = excluded.created_at;
  end if;
  -- Serializes concurrent changes of name and email.
  perform from private.user_directory where user_id = new.id for update;
  delete from private.user_search_terms where user_id = new.id;
  insert into private.user_search_terms (term, user_id)
  select term, directory.user_id
  from private.user_directory as directory
  join auth.users on users.id = directory.user_id
  left join public.profiles on profiles.id = directory.user_id
  cross join lateral private.search_terms(users.email, profiles.name) as term
  where directory.user_id = new.id;
  return null;
exception when others then
  raise warning 'User search not updated: %', sqlerrm;
  return null;
end
$$;

create trigger update_user_search
  after insert or update on auth.users
  for each row execute function private.update_user_search();
create trigger update_user_search
  after insert or update of name on public.profiles
  for each row execute function private.update_user_search();

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
