-- A sign-in with a passkey is one entry, session.started with the reason 'passkey', instead of a second entry passkey.sign_in.

create or replace function private.audit_passkey_entry() returns trigger
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
  end;
  if event is not null then
    perform private.queue_audit(event, (coalesce(new.payload -> 'traits' ->> 'user_id', new.payload ->> 'actor_id'))::uuid);
  elsif action = 'login' and new.payload -> 'traits' ->> 'passkey_id' is not null then
    perform set_config('app.audit_sign_in_method', 'passkey', true);
  end if;
  return null;
exception when others then
  raise warning 'Audit log entry not written: %', sqlerrm;
  return null;
end
$$;

-- Runs at the end of the transaction, when the Auth server's own entry about the new session exists, whichever came first.
create or replace function private.write_pending_audit() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  delete from private.pending_audit where id = new.id;
  begin
    perform private.write_audit(
      new.type,
      new.user_id,
      case
        when new.type = 'session.started' then nullif(current_setting('app.audit_sign_in_method', true), '')
        when new.type <> 'session.ended' then new.reason
        when exists (select from auth.users where id = new.user_id and deleted_at is null)
          then nullif(current_setting('app.audit_cause', true), '')
        else 'account deleted'
      end,
      new.session_id,
      new.ip,
      coalesce(new.user_agent, nullif(current_setting('app.audit_user_agent', true), ''))
    );
  exception when others then
    raise warning 'Audit log entry not written: %', sqlerrm;
  end;
  return null;
end
$$;

revoke execute on function private.audit_passkey_entry(), private.write_pending_audit() from public, anon, authenticated, service_role;
