-- Recovery codes end with the last verified factor: those of a factor that is gone must not replace one that is added later.
create function private.delete_codes_of_last_factor() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  if cardinality(private.verified_factor_ids(old.user_id)) = 0 then
    delete from private.recovery_code_attempts as attempts where attempts.user_id = old.user_id;
  end if;
  return null;
end
$$;
create trigger delete_codes_of_last_factor after delete on auth.mfa_factors
  for each row execute function private.delete_codes_of_last_factor();

revoke execute on function private.delete_codes_of_last_factor() from public, anon, authenticated, service_role;
