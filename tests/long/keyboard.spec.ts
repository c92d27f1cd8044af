import type { Locator, Page } from '@playwright/test'
import { expect, linkIn, test } from '../e2e/fixtures.ts'

test('sign up, email, notes, and sign out work with the keyboard alone', async ({
  page,
  mailbox,
  person,
}) => {
  await page.goto('/')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await pressOn(page.getByRole('main').getByRole('link', { name: 'Create an account' }))
  await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible()

  const { name, email, password } = person
  await typeInto(page.getByLabel('Name'), name)
  await pressOn(page.getByRole('button', { name: 'Create account' }))
  await expect(
    page.getByRole('alert').filter({ hasText: 'Check the highlighted fields and try again.' }),
  ).toBeFocused()
  await pressOn(page.getByRole('link', { name: 'Enter your email address.' }))
  await expect(page.getByLabel('Email')).toBeFocused()
  await page.keyboard.type(email)
  await typeInto(page.getByLabel('Password', { exact: true }), password)
  await typeInto(page.getByLabel('Confirm password'), password)
  await tabTo(page.getByRole('checkbox', { name: /terms/ }))
  await page.keyboard.press('Space')
  await pressOn(page.getByRole('button', { name: 'Create account' }))
  await expect(page).toHaveURL('/check-email')

  await page.goto(linkIn(await mailbox.latest({ to: email })))
  await expect(page.getByRole('heading', { name: `Hello, ${name}` })).toBeVisible()
  const menu = page.locator('summary').filter({ hasText: email })
  await pressOn(menu)
  await tabTo(page.getByRole('link', { name: 'Account settings' }))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('link', { name: 'Account settings' })).toBeHidden()
  await expect(menu).toBeFocused()
  await page.keyboard.press('Enter')
  await pressOn(page.getByRole('link', { name: 'Account settings' }))
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeHidden()
  await pressOn(menu)
  await pressOn(page.getByRole('button', { name: 'Sign out' }))
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in', exact: true })).toBeVisible()
})

async function pressOn(control: Locator): Promise<void> {
  await tabTo(control)
  await control.page().keyboard.press('Enter')
}

async function typeInto(field: Locator, text: string): Promise<void> {
  await tabTo(field)
  await field.page().keyboard.type(text)
}

/** Presses the Tab key until a control has a visible focus. Throws if it is not reached. */
async function tabTo(control: Locator): Promise<void> {
  const page: Page = control.page()
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    const outline = await control.evaluate((element) =>
      element === document.activeElement ? getComputedStyle(element).outlineStyle : null,
    )
    if (outline === null) continue
    expect(outline).not.toBe('none')
    return
  }
  throw new Error('The Tab key does not lead there.')
}
