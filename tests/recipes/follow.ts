import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { followRecipe, readRecipes, slugOf } from '../support/recipe.ts'

const root = resolve(import.meta.dirname, '../..')
const recipes = readRecipes(readFileSync(join(root, 'docs/customize.md'), 'utf8'))
const bySlug = new Map([...recipes].map(([title, steps]) => [slugOf(title), { title, steps }]))

const [slug = ''] = process.argv.slice(2)
const recipe = bySlug.get(slug)
if (recipe) {
  followRecipe(recipe.steps, root)
  console.info(`Done: ${recipe.title}. git diff shows the changes; npm test checks them.`)
} else {
  const names = [...bySlug.keys()].map((name) => `  npm run recipe -- ${name}`)
  console.info(
    ['Follows a recipe of docs/customize.md in this folder. Commit your work first.', ...names].join('\n'),
  )
  process.exitCode = slug ? 1 : 0
}
