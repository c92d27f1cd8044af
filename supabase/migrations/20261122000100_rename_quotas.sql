-- Standard names for quotas: how many rows a user may write in a period.

alter table private.quotas rename column per to period;
alter table private.quotas rename column most to max_rows;
alter table private.quotas rename constraint quotas_most_check to quotas_max_rows_check;

alter table private.quota_uses rename to quota_usage;
alter table private.quota_usage rename column per to period;
alter table private.quota_usage rename column began_at to started_at;
alter table private.quota_usage rename column used to row_count;
alter table private.quota_usage rename constraint quota_uses_pkey to quota_usage_pkey;
alter table private.quota_usage rename constraint quota_uses_user_id_fkey to quota_usage_user_id_fkey;

drop function private.use_quota(text, bigint);

-- Counts new rows against every quota of that name and rejects all of them when one quota is exceeded. The usage row stays locked
-- until the transaction ends, so two concurrent requests cannot both take the last slot. Rejected rows are rolled back and
-- therefore not counted. PostgREST answers error code PT429 with status 429.
create function private.consume_quota(quota text, new_rows bigint) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  limits record;
  total bigint;
begin
  if new_rows = 0 or auth.uid() is null then
    return;
  end if;
  for limits in select period, max_rows from private.quotas where name = quota order by period loop
    insert into private.quota_usage as usage (user_id, name, period, started_at, row_count)
    values (auth.uid(), quota, limits.period, now(), least(new_rows, limits.max_rows + 1))
    on conflict on constraint quota_usage_pkey do update set
      row_count = least(
        case when usage.started_at <= now() - usage.period then 0 else usage.row_count end + excluded.row_count,
        limits.max_rows + 1
      ),
      started_at = case when usage.started_at <= now() - usage.period then now() else usage.started_at end
    returning usage.row_count into total;
    if total > limits.max_rows then
      raise exception 'quota_exceeded'
        using errcode = 'PT429', hint = format('You can save at most %s in %s. Try again later.', limits.max_rows, limits.period);
    end if;
  end loop;
end
$$;

alter function private.count_inserted() rename to enforce_insert_quota;

-- Runs once per statement, so a bulk insert updates the usage row once.
create or replace function private.enforce_insert_quota() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform private.consume_quota(tg_table_name, (select count(*) from inserted));
  return null;
end
$$;

alter function private.count_renamed() rename to enforce_rename_quota;

create or replace function private.enforce_rename_quota() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform private.consume_quota('profiles', 1);
  return new;
end
$$;

alter trigger quota on public.notes rename to enforce_quota;
alter trigger quota on public.posts rename to enforce_quota;
alter trigger quota on public.materials rename to enforce_quota;
alter trigger quota on public.announcements rename to enforce_quota;
alter trigger quota on public.profiles rename to enforce_quota;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
