-- Admins ban and unban other users.
begin;
create extension if not exists pgtap with schema extensions;
select plan(23);

-- C is an admin, who could not sign in as the last one: the address is unconfirmed. B, a mentor, can manage users as well, until a time.
-- D was an admin until now.
truncate public.user_roles;
insert into auth.users (id, email)
select (repeat(letter, 8) || '-0000-4000-8000-000000000000')::uuid, letter || '@pgtap.example' from unnest(array['a', 'b', 'c', 'd']) as letter;
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@pgtap.example';
insert into public.role_permissions values ('mentor', 'users.manage');
insert into public.user_roles (user_id, role, expires_at) values
  ('bbbbbbbb-0000-4000-8000-000000000000', 'mentor', now() + interval '1 hour'),
  ('cccccccc-0000-4000-8000-000000000000', 'admin', null),
  ('dddddddd-0000-4000-8000-000000000000', 'admin', now()),
  ('dddddddd-0000-4000-8000-000000000000', 'mentor', null);
set local role authenticated;
set local request.jwt.claims to '{"sub": "cccccccc-0000-4000-8000-000000000000", "session_id": "cccccccc-0000-4000-8000-000000000000"}';

select throws_ok(statement, '22023', message, statement)
from (values
  ($$select public.ban_user('cccccccc-0000-4000-8000-000000000000', 'spam')$$, 'cannot_ban_self'),
  ($$select public.ban_user('99999999-0000-4000-8000-000000000000', 'spam')$$, 'user_not_found'),
  ($$select public.ban_user('aaaaaaaa-0000-4000-8000-000000000000', ' ')$$, 'reason_required'),
  ($$select public.ban_user('aaaaaaaa-0000-4000-8000-000000000000', null)$$, 'reason_required'),
  ($$select public.ban_user('aaaaaaaa-0000-4000-8000-000000000000', repeat('x', 201))$$, 'reason_required'),
  ($$select public.ban_user('aaaaaaaa-0000-4000-8000-000000000000', 'spam', now())$$, 'expiry_in_past'),
  ($$select public.unban_user('aaaaaaaa-0000-4000-8000-000000000000', '')$$, 'reason_required')
) as refused (statement, message);
select is(public.unban_user('dddddddd-0000-4000-8000-000000000000', 'a mistake'), false, 'no ban to end');
select lives_ok($$select public.ban_user('dddddddd-0000-4000-8000-000000000000', 'spam', now() + interval '1 day')$$, 'bans until a time');
set constraints all immediate;
set constraints all deferred;
select results_eq(
  $$select banned, banned_until, sessions from public.get_user('dddddddd-0000-4000-8000-000000000000')$$,
  $$values (true, now() + interval '1 day', 0::bigint)$$, 'the end of the ban is shown, and the sessions are ended'
);
select lives_ok($$select public.ban_user('dddddddd-0000-4000-8000-000000000000', 'more spam')$$, 'bans permanently');
reset role;
update auth.users set banned_until = now() - interval '1 second' where id = 'aaaaaaaa-0000-4000-8000-000000000000';
insert into auth.users (id, email, banned_until, deleted_at) values
  ('edededed-0000-4000-8000-000000000000', 'banned@pgtap.example', now() + interval '1 day', null),
  ('dededede-0000-4000-8000-000000000000', 'deleted@pgtap.example', null, now());
insert into private.trusted_devices (user_id, token_hash, factor_ids, expires_at)
select id, sha256(id::text::bytea), array[id], now() + interval '1 day' from auth.users
where id in ('bbbbbbbb-0000-4000-8000-000000000000', 'dddddddd-0000-4000-8000-000000000000');
set local role authenticated;
select throws_ok($$select public.ban_user('dededede-0000-4000-8000-000000000000', 'spam')$$, '22023', 'user_not_found', 'a deleted user cannot be banned');
select results_eq(
  $$select banned, banned_until from public.get_user('aaaaaaaa-0000-4000-8000-000000000000')$$, $$values (false, null::timestamptz)$$,
  'a ban that has ended is not shown'
);
select is(public.unban_user('aaaaaaaa-0000-4000-8000-000000000000', 'a mistake'), false, 'nor can it be ended');
select public.ban_user('dddddddd-0000-4000-8000-000000000000', 'more spam');
reset role;
select results_eq(
  'select user_id::text from private.trusted_devices', array['bbbbbbbb-0000-4000-8000-000000000000'], 'trust in the devices of the user ends'
);
set local role authenticated;
select results_eq(
  $$select banned, banned_until, sessions from public.get_user('dddddddd-0000-4000-8000-000000000000')$$,
  $$values (true, null::timestamptz, 0::bigint)$$, 'a permanent ban has no end, and the sessions are ended'
);
set constraints all immediate;
set constraints all deferred;
select is(public.unban_user('dddddddd-0000-4000-8000-000000000000', 'a mistake'), true, 'ends the ban');
set constraints all immediate;
set constraints all deferred;
select results_eq(
  $$select banned, banned_until from public.get_user('dddddddd-0000-4000-8000-000000000000')$$, $$values (false, null::timestamptz)$$,
  'the ban is over'
);
select is(banned, true, 'bans of other users stay') from public.get_user('edededed-0000-4000-8000-000000000000');

-- The last admin without an expiry cannot be banned by a temporary one
set local request.jwt.claims to '{"sub": "bbbbbbbb-0000-4000-8000-000000000000", "session_id": "bbbbbbbb-0000-4000-8000-000000000000"}';
select throws_ok($$select public.ban_user('cccccccc-0000-4000-8000-000000000000', 'spam')$$, '22023', 'last_admin', 'the last admin cannot be banned');
reset role;
insert into auth.users (id, email, email_confirmed_at) values ('abababab-0000-4000-8000-000000000000', 'second@pgtap.example', now());
insert into public.user_roles (user_id, role) values ('abababab-0000-4000-8000-000000000000', 'admin');
set local role authenticated;
select lives_ok($$select public.ban_user('cccccccc-0000-4000-8000-000000000000', 'a compromised account')$$, 'one of two admins can be banned');
select throws_ok($$select public.ban_user('abababab-0000-4000-8000-000000000000', 'spam')$$, '22023', 'last_admin', 'the other one then cannot be');
select public.unban_user('cccccccc-0000-4000-8000-000000000000', 'a mistake');
reset role;
insert into auth.sessions (id, user_id) values ('cccccccc-0000-4000-8000-000000000000', 'cccccccc-0000-4000-8000-000000000000');
set constraints all immediate;
set constraints all deferred;
select results_eq(
  $$select type::text, actor_id::text, coalesce(private.user_visible_reason(type, reason), '-'), regexp_replace(reason, '\d{4}-.* UTC', 'TIME')
    from public.audit_log where user_id = 'dddddddd-0000-4000-8000-000000000000'
      and (type in ('user.banned', 'user.unbanned') or type = 'session.ended' and actor_id is not null) order by id$$,
  $$values
    ('user.banned', 'cccccccc-0000-4000-8000-000000000000', '-', 'until TIME: spam'),
    ('session.ended', 'cccccccc-0000-4000-8000-000000000000', 'ended by an admin', 'ended by an admin: spam'),
    ('user.unbanned', 'cccccccc-0000-4000-8000-000000000000', '-', 'a mistake')$$,
  'the audit log has the reasons, which the user does not see'
);

select * from finish();
rollback;
