-- Requests for access, in the mode request.

create table private.access_requests (
  id uuid primary key default gen_random_uuid(),
  email text not null check (email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$' and char_length(email) <= 320),
  name text not null check (char_length(trim(name)) between 1 and 100),
  reason text not null check (char_length(trim(reason)) between 1 and 1000),
  status text not null default 'pending' check (status in ('pending', 'approved', 'rejected')),
  access_until timestamptz,
  decided_by uuid references auth.users (id) on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  check ((status = 'pending') = (decided_at is null))
);
create unique index access_requests_pending_email_idx on private.access_requests (email) where status = 'pending';
create index access_requests_status_idx on private.access_requests (status, created_at, id);
create index access_requests_email_idx on private.access_requests (email);
create index access_requests_decided_by_idx on private.access_requests (decided_by);
alter table private.access_requests enable row level security;
revoke all on table private.access_requests from public, anon, authenticated, service_role;

-- Files a request: email, name, and reason in a report that the application has signed (as in record_event), so that its captcha and
-- limits cannot be bypassed. The result is the same for every address. An address has one pending request; a second one is ignored.
create function public.request_access(report text, signature text) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  signing_key constant text := private.setting('audit_signing_key');
  request jsonb;
begin
  if signing_key is null or report is null or coalesce(signature, '') !~ '^[0-9a-f]{64}$'
    or extensions.digest(extensions.hmac(report, signing_key, 'sha256'), 'sha256') <> extensions.digest(decode(signature, 'hex'), 'sha256')
    or (abs(extract(epoch from now()) - (report::jsonb ->> 'at')::numeric) <= 60) is not true
    or report::jsonb ->> 'type' is distinct from 'access.requested'
  then
    raise exception 'permission denied'
      using errcode = '42501', hint = 'Sign the report with audit_signing_key and send it within 60 seconds.';
  end if;
  if not exists (select from private.signup_policy where mode = 'request') then
    raise exception 'access_requests_closed' using errcode = '22023', hint = 'Sign-up does not ask for access.';
  end if;
  request := report::jsonb;
  delete from private.access_requests where decided_at < now() - interval '90 days';
  insert into private.access_requests (email, name, reason)
  values (lower(trim(request ->> 'email')), trim(request ->> 'name'), trim(request ->> 'reason'))
  on conflict (email) where status = 'pending' do nothing;
end
$$;

-- Requests with a status: pending ones oldest first, decided ones newest first.
create function public.list_access_requests(with_status text default 'pending', after uuid default null, size integer default 25)
  returns table (
    id uuid, email text, name text, reason text, status text, access_until timestamptz, created_at timestamptz,
    decided_at timestamptz, user_id uuid
  )
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  last private.access_requests;
  page constant integer := least(greatest(size, 1), 100);
begin
  perform private.require_permission('users.manage');
  perform private.audit_admin_read('access_requests.listed');
  select request.* into last from private.access_requests as request where request.id = list_access_requests.after;
  return query
    select request.id, request.email, request.name, request.reason, request.status, request.access_until, request.created_at,
      request.decided_at, users.id
    from private.access_requests as request
    left join auth.users on users.email = request.email and users.is_sso_user = false
    where request.status = list_access_requests.with_status
      and (last.id is null or case request.status
        when 'pending' then (request.created_at, request.id) > (last.created_at, last.id)
        else (request.created_at, request.id) < (last.created_at, last.id)
      end)
    order by
      case request.status when 'pending' then request.created_at end, request.created_at desc,
      case request.status when 'pending' then request.id end, request.id desc
    limit page;
end
$$;

-- Approves a request, also one that was decided before: for good, or until a time. Returns the address to email. An account that
-- already exists keeps its access, unless an earlier approval limits it: then the new time applies.
create function public.approve_access_request(request_id uuid, access_until timestamptz default null) returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  address text;
  owner auth.users;
begin
  perform private.require_permission('users.manage');
  if approve_access_request.access_until <= now() then
    raise exception 'expiry_in_past' using errcode = '22023', hint = 'Choose a time in the future.';
  end if;
  update private.access_requests as request
  set status = 'approved', access_until = approve_access_request.access_until, decided_by = auth.uid(), decided_at = now()
  where request.id = approve_access_request.request_id
  returning request.email into address;
  if not found then
    raise exception 'request_not_found' using errcode = '22023', hint = 'It may have been deleted.';
  end if;
  insert into private.allowed_signups (entry, source, access_until) values (address, 'request', approve_access_request.access_until)
  on conflict (entry, source) do update set access_until = excluded.access_until;
  select users.* into owner from auth.users where users.email = address and users.is_sso_user = false;
  if owner.raw_app_meta_data ->> 'access_until' is not null then
    perform private.set_access_until(owner.id, approve_access_request.access_until);
  end if;
  perform private.write_audit(
    'access_request.approved', owner.id,
    'until ' || to_char(approve_access_request.access_until at time zone 'utc', 'YYYY-MM-DD HH24:MI')
  );
  return address;
end
$$;

-- Rejects a pending request. Returns the address to email.
create function public.reject_access_request(request_id uuid) returns text
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  address text;
begin
  perform private.require_permission('users.manage');
  update private.access_requests as request set status = 'rejected', decided_by = auth.uid(), decided_at = now()
  where request.id = reject_access_request.request_id and request.status = 'pending'
  returning request.email into address;
  if not found then
    raise exception 'request_not_found' using errcode = '22023', hint = 'It may have been decided or deleted.';
  end if;
  perform private.write_audit(
    'access_request.rejected', (select users.id from auth.users where users.email = address and users.is_sso_user = false)
  );
  return address;
end
$$;

-- With an account, its requests go, and the approval that came from one.
create function private.delete_access_requests() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  delete from private.access_requests where email = lower(old.email);
  delete from private.allowed_signups where entry = lower(old.email) and source = 'request';
  return old;
end
$$;
create trigger delete_access_requests
  after delete on auth.users
  for each row execute function private.delete_access_requests();

comment on table private.access_requests is 'Requests for access. Decided ones are deleted after 90 days, all of them with the account.';
comment on function public.request_access(text, text) is 'Files a request for access from a signed report, in the mode request.';
comment on function public.list_access_requests(text, uuid, integer) is
  'Requests with a status: pending ones oldest first, others newest first. Requires users.manage, and is audited.';
comment on function public.approve_access_request(uuid, timestamptz) is
  'Lets an address sign up, with access for good or until a time, and returns it. Requires users.manage, and is audited.';
comment on function public.reject_access_request(uuid) is 'Rejects a pending request and returns its address. Requires users.manage, and is audited.';

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
revoke execute on function
  public.request_access(text, text), public.list_access_requests(text, uuid, integer),
  public.approve_access_request(uuid, timestamptz), public.reject_access_request(uuid)
from public, anon, authenticated, service_role;
grant execute on function public.request_access(text, text) to anon;
grant execute on function
  public.list_access_requests(text, uuid, integer), public.approve_access_request(uuid, timestamptz), public.reject_access_request(uuid)
to authenticated;
