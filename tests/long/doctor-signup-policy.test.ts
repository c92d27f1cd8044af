import { describe, expect, it } from 'vitest'
import { doctorProject, PREVIEW } from '../support/doctor-project.ts'

const { backend, problems } = doctorProject()

describe('where sign-up is limited', () => {
  const setMode = (mode: string) => backend().sql('update private.signup_policy set mode = $1', [mode])
  const accounts = () => backend().sql('select count(*) from auth.users')

  it('finds that the Auth server enforces it', async () => {
    await setMode('invited')
    const before = await accounts()
    const { found, messages } = await problems({}, PREVIEW)
    expect(found).toEqual([])
    expect(messages).toContain('the Auth server enforces it')
    expect(await accounts()).toEqual(before)
    await setMode('open')
  })

  it('finds that the hook is missing, and creates no account', async () => {
    await setMode('invited')
    await backend().sql('alter function private.before_user_created(jsonb) rename to hook_of_the_project')
    await backend().sql(
      `create function private.before_user_created(event jsonb) returns jsonb language sql as $$ select '{}'::jsonb $$`,
    )
    await backend().sql('grant execute on function private.before_user_created(jsonb) to supabase_auth_admin')
    const before = await accounts()
    const { found, messages } = await problems({}, PREVIEW)
    expect(found).toEqual(['sign-up-policy: failure'])
    expect(messages).toContain('so anyone can sign up')
    expect(await accounts()).toEqual(before)
    await backend().sql('drop function private.before_user_created(jsonb)')
    await backend().sql('alter function private.hook_of_the_project(jsonb) rename to before_user_created')
    await setMode('open')
  })
})
