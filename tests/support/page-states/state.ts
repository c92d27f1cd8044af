import type { Page } from '@playwright/test'
import type { Role, Site } from '../browser-sessions.ts'
import { html } from '../faults.ts'

/** A page in one of its states. */
export type PageState = {
  /** The file of the page, from app/ on. */
  file: string
  /** A unique name, also of its screenshots. */
  name: string
  role: Role
  /** Brings the page into this state. */
  open(page: Page, site: Site): Promise<unknown>
}

export function state(file: string, name: string, role: Role, open: PageState['open']): PageState {
  return { file, name, role, open }
}

/** Opens a path. */
export const at = (path: string) => (page: Page) => page.goto(path)

/** Presses the first button with this name in the main part of the page. */
export const press = (page: Page, button: string) =>
  page.getByRole('main').getByRole('button', { name: button }).first().click()

/** Waits for an error message. */
export const alert = (page: Page) => page.getByRole('main').getByRole('alert').first().waitFor()

/** Waits for a success message. */
export const status = (page: Page) => page.getByRole('main').getByRole('status').first().waitFor()

/** Sends the form of a page unchanged. */
export const rejected = (path: string, button: string) => async (page: Page) => {
  await page.goto(path)
  await press(page, button)
  await alert(page)
}

/** Opens a path while the database does not respond. */
export const withoutData =
  (path: string) =>
  async (page: Page, { proxy }: Site) => {
    await proxy.fault(html(502, (requestPath) => requestPath.startsWith('/rest/')))
    await page.goto(path)
    await proxy.fault(null)
  }
