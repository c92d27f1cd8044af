import { describe, expect, it } from 'vitest'
import { withoutConditions, withoutLocks, withoutStatements } from '../../support/sabotage/conditions.ts'

const names = (changes: { name: string }[]) => changes.map(({ name }) => name)

describe('conditions that are removed from SQL', () => {
  it.each([
    ['select from a where b = 1', ['b = 1 → true']],
    ['select from a where b = 1 and c', ['b = 1 → true', 'c → true']],
    ['select from a where b or c limit 1', ['b → false', 'c → false']],
    [
      'select from a where (b is null or b > now()) and c',
      ['(b is null or b > now()) → true', 'b is null → false', 'b > now() → false', 'c → true'],
    ],
    [
      'select from a join d on d.id = a.id where a.id in (select id from e where f)',
      ['d.id = a.id → true', 'a.id in (select id from e where f) → true', 'f → true'],
    ],
    ['select from a where b between 1 and 2 and c', ['b between 1 and 2 → true', 'c → true']],
    ['update a set b = 1 where b is distinct from 2 returning b', ['b is distinct from 2 → true']],
    ['begin if not b then return; end if; end', ['not b → true', 'not b → false']],
    ['select case when a then b else c end', ['a → true', 'a → false']],
    ['select case a when b then c end', []],
    ['insert into a values (1) on conflict on constraint b do nothing', []],
    ["insert into a values (1) on conflict (b) where c = 'd' do nothing", []],
    ['insert into a values (1) on conflict (b) do update set b = 2 where a.c', ['a.c → true']],
    [
      'select from a where b in (select d from conflict) and (c) is null',
      ['b in (select d from conflict) → true', '(c) is null → true'],
    ],
    ["select from a where b = ' and ' -- or c", ["b = ' and ' → true"]],
    ['begin execute $sql$delete from a where b and c$sql$; end', ['b → true', 'c → true']],
  ])('%s', (sql, changes) => {
    expect(names(withoutConditions(sql))).toEqual(changes)
  })

  it('everything else is unchanged', () => {
    expect(withoutConditions('select from a where b and c limit 1')[0]?.text).toBe(
      'select from a where true and c limit 1',
    )
  })
})

describe('statements that are removed from a function', () => {
  it.each([
    [
      'begin perform a(); if b then delete from c; end if; return d; end',
      ['perform a() → null', 'delete from c → null'],
    ],
    ['begin new.name := b; return new; end', ['new.name := b → null']],
    ['declare this a := b(); begin return this; end', []],
    [
      "begin insert into a values (1) on conflict do update set b = 2; raise exception 'no'; end",
      ['insert into a values (1) on conflict do update set b = 2 → null'],
    ],
    [
      'begin return null; exception when others then return null; end',
      ['exception when others then return null; → nothing'],
    ],
    ['select set_config(a)', []],
  ])('%s', (body, changes) => {
    expect(names(withoutStatements(body))).toEqual(changes)
  })

  it('a handler of a nested block is removed alone', () => {
    const body = 'begin begin return a; exception when others then return b; end; return c; end'
    expect(withoutStatements(body).map(({ text }) => text)).toEqual([
      'begin begin return a;  end; return c; end',
    ])
  })
})

it('locks are removed', () => {
  expect(withoutLocks('select from a for update skip locked').map(({ text }) => text)).toEqual([
    'select from a ',
  ])
})
