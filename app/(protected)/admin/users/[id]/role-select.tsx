import { FieldError } from '@/app/ui/field'
import type { FormState } from '@/utils/forms/form-state'

type RoleSelectProps = { name: string; roles: readonly string[]; state: FormState }

export function RoleSelect({ name, roles, state }: RoleSelectProps) {
  const error = state.errors?.[name]
  return (
    <div className="grid gap-1.5">
      <label htmlFor={name} className="text-sm font-medium">
        Role
      </label>
      <select
        id={name}
        name={name}
        defaultValue={state.values?.[name] ?? roles[0]}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${name}-error` : undefined}
        className="min-h-11 w-full rounded-control border border-edge bg-surface px-3 py-2"
      >
        {roles.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </select>
      <FieldError name={name} error={error} />
    </div>
  )
}
