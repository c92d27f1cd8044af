import '../no-telemetry.ts'

export { applyMigrations } from './apply-migrations.ts'
export { type Database, openDatabase } from './open-database.ts'
export { serveDatabase } from './serve-database.ts'
