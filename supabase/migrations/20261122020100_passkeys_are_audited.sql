-- Passkeys are written to the audit log from the Auth server's own log, whichever client changes them.

-- Runs after audit_auth_entry (triggers run in the order of their names), which sets the actor and the client. An administrator's
-- entry names the owner in its traits.
create function private.audit_passkey_entry() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
declare
  action text;
  event public.audit_type;
begin
  action := new.payload ->> 'action';
  event := case
    when action = 'passkey_created' then 'passkey.added'
    when action = 'passkey_updated' then 'passkey.renamed'
    when action = 'passkey_deleted' then 'passkey.removed'
    when action = 'login' and new.payload -> 'traits' ->> 'passkey_id' is not null then 'passkey.sign_in'
  end;
  if event is not null then
    perform private.queue_audit(event, (coalesce(new.payload -> 'traits' ->> 'user_id', new.payload ->> 'actor_id'))::uuid);
  end if;
  return null;
exception when others then
  raise warning 'Audit log entry not written: %', sqlerrm;
  return null;
end
$$;
revoke execute on function private.audit_passkey_entry() from public, anon, authenticated, service_role;

create trigger audit_passkey_entry
  after insert on auth.audit_log_entries
  for each row execute function private.audit_passkey_entry();
