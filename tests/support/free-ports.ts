import { PORT_VARIABLES } from '../../supabase/scripts/project-backend.ts'

/** Environment variables with which `npm run dev` and `npm run backend` take free ports, so that several run side by side. */
export const FREE_PORTS: Record<string, string> = Object.fromEntries(
  Object.values(PORT_VARIABLES).flatMap((variable) => (variable ? [[variable, '0']] : [])),
)
