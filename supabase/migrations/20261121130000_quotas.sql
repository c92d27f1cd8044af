-- How many rows a user can write in a period, counted here for forms, the API and direct calls together.

create table private.quotas (
  name text not null,
  per interval not null,
  most integer not null check (most > 0),
  primary key (name, per)
);
comment on table private.quotas is 'How many rows one person may write. Change the numbers as your application needs them.';
insert into private.quotas (name, per, most) values
  ('notes', '1 minute', 30), ('notes', '1 day', 1000),
  ('posts', '1 minute', 10), ('posts', '1 day', 100),
  ('materials', '1 minute', 10), ('materials', '1 day', 100),
  ('announcements', '1 minute', 10), ('announcements', '1 day', 100),
  ('profiles', '1 minute', 5), ('profiles', '1 day', 20);

-- What each user has written in the current period.
create table private.quota_uses (
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null,
  per interval not null,
  began_at timestamptz not null,
  used integer not null,
  primary key (user_id, name, per)
);
revoke all on table private.quotas, private.quota_uses from public, anon, authenticated, service_role;

-- Counts rows against a quota and rejects all of them when it is exceeded. The row stays locked until the transaction ends, so
-- two concurrent requests cannot both take the last slot. Rejected rows are rolled back and not counted.
-- PostgREST answers the code PT429 with status 429.
create function private.use_quota(quota text, rows bigint) returns void
  language plpgsql volatile security definer
  set search_path = ''
as $$
declare
  limits record;
  total bigint;
begin
  if rows = 0 or auth.uid() is null then
    return;
  end if;
  for limits in select per, most from private.quotas where name = quota order by per loop
    insert into private.quota_uses as uses (user_id, name, per, began_at, used)
    values (auth.uid(), quota, limits.per, now(), least(rows, limits.most + 1))
    on conflict on constraint quota_uses_pkey do update set
      used = least(case when uses.began_at <= now() - uses.per then 0 else uses.used end + excluded.used, limits.most + 1),
      began_at = case when uses.began_at <= now() - uses.per then now() else uses.began_at end
    returning used into total;
    if total > limits.most then
      raise exception 'too_many' using errcode = 'PT429', hint = format('At most %s in %s.', limits.most, limits.per);
    end if;
  end loop;
end
$$;

-- Once per statement: a bulk insert updates the count once.
create function private.count_inserted() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform private.use_quota(tg_table_name, (select count(*) from inserted));
  return null;
end
$$;

create trigger quota after insert on public.notes
  referencing new table as inserted for each statement execute function private.count_inserted();
create trigger quota after insert on public.posts
  referencing new table as inserted for each statement execute function private.count_inserted();
create trigger quota after insert on public.materials
  referencing new table as inserted for each statement execute function private.count_inserted();
create trigger quota after insert on public.announcements
  referencing new table as inserted for each statement execute function private.count_inserted();

-- A new name updates everything that its owner has written, so it is counted before that happens.
create function private.count_renamed() returns trigger
  language plpgsql security definer
  set search_path = ''
as $$
begin
  perform private.use_quota('profiles', 1);
  return new;
end
$$;

create trigger quota before update of name on public.profiles
  for each row when (new.name is distinct from old.name)
  execute function private.count_renamed();

-- A form sent twice creates one note: it carries a key that is unique among the notes of a user.
alter table public.notes add column idempotency_key uuid;
alter table public.notes add constraint notes_idempotency_key unique (user_id, idempotency_key);
grant insert (idempotency_key) on table public.notes to authenticated;

revoke execute on all functions in schema private from public, anon, authenticated, service_role;
