-- Guests who have not come back are deleted.
begin;
create extension if not exists pgtap with schema extensions;
select plan(3);

delete from auth.users where is_anonymous;
create function pg_temp.id(letter text) returns uuid language sql as $$
  select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid
$$;
insert into auth.users (id, email) values (pg_temp.id('c'), 'c@pgtap.example');
insert into auth.users (id, is_anonymous, email, created_at)
select pg_temp.id(letter), letter <> 'f', case letter when 'f' then 'f@pgtap.example' end, now() - age
from (values ('0', interval '31 days'), ('1', '31 days'), ('2', '25 hours'), ('3', '23 hours'), ('4', '31 days'), ('f', '31 days')) as guest (letter, age);
insert into auth.sessions (id, user_id, created_at, updated_at)
select pg_temp.id(letter), pg_temp.id(letter), now() - interval '31 days', now() - unused
from (values ('0', interval '31 days'), ('1', '29 days')) as used (letter, unused);
insert into private.note_transfers (guest_id, to_user_id, token_hash, expires_at)
select pg_temp.id(letter), pg_temp.id('c'), sha256(letter::bytea), now() + until
from (values ('4', interval '1 minute'), ('2', '-1 minute')) as offered (letter, until);
select is(private.delete_forgotten_guests(), 2::bigint, 'two of five guests are forgotten');
select results_eq(
  $$select left(id::text, 1) from auth.users where created_at < now() - interval '22 hours' and id::text ~ '^([01234f])\1{7}-' order by 1$$,
  array['1', '3', '4', 'f'], 'those who used no session for 30 days, or have had none for a day; never with a pending transfer, never members'
);
update private.settings set value = '28 days' where name = 'guest_retention';
select is(private.delete_forgotten_guests(), 1::bigint, 'the time is a setting');

select * from finish();
rollback;
