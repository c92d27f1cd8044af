import { createContext, useContext } from 'react'

/** The prefix of the IDs of a form's fields, unique on the page. */
export const FormId = createContext('')

/** The id of a field of the form around it. */
export function useFieldId(name: string): string {
  return `${useContext(FormId)}${name}`
}
