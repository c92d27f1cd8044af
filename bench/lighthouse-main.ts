import { projectRoot } from '../supabase/scripts/project-root.ts'
import { buildBareApp } from './bare-app.ts'
import { auditPages } from './lighthouse-pages.ts'
import { OUR_NODE_OPTIONS } from './node-options.ts'
import { startServer } from './server.ts'
import { startCannedSupabase } from './supabase.ts'
import { table } from './table.ts'

// npm run lighthouse: only the last rows of npm run bench.
const bareApp = buildBareApp()
const supabase = await startCannedSupabase()
const bare = await startServer(bareApp.folder, supabase.url)
const ours = await startServer(projectRoot, supabase.url, OUR_NODE_OPTIONS)
try {
  const { name, value } = await supabase.cookie('fresh')
  const rows = await auditPages(bare, ours, `${name}=${value}`)
  console.info(table(rows))
  process.exitCode = rows.some(({ met }) => met === false) ? 1 : 0
} finally {
  await Promise.all([bare.close(), ours.close()])
  supabase.close()
  bareApp.remove()
}
