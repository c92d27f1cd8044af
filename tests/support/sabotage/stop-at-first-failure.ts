import type { PGlite } from '@electric-sql/pglite'

/**
 * Makes every pgTAP file fail at its first failed test instead of running to its end: all of pgTAP's tests end in ok(). Recovery codes
 * are hashed at the lowest cost, which no test can tell.
 */
export async function stopAtFirstFailure(database: PGlite): Promise<void> {
  await database.exec(`
    alter function extensions.ok(boolean, text) rename to ok_or_not_ok;
    create function extensions.ok(result boolean, description text) returns text language plpgsql as $$
    declare
      line constant text := extensions.ok_or_not_ok(result, description);
    begin
      if result is not true then
        raise exception '%', line;
      end if;
      return line;
    end
    $$;
    do $$
    begin
      execute replace(pg_get_functiondef('public.generate_recovery_codes'::regproc), 'gen_salt(''bf'', 8)', 'gen_salt(''bf'', 4)');
    end
    $$;`)
}
