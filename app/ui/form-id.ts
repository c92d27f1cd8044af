import { createContext, useContext } from 'react'

/** What the ids of a form's fields begin with, so that two forms on a page never share one. */
export const FormId = createContext('')

/** The id of a field of the form around it. */
export function useFieldId(name: string): string {
  return `${useContext(FormId)}${name}`
}
