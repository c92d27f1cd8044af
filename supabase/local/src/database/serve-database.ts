import type { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

/**
 * Lets PostgreSQL clients (psql, the Supabase CLI) connect to an open database, one at a time, on a free port of 127.0.0.1.
 * @returns the connection string, once it accepts connections.
 */
export async function serveDatabase(driver: PGlite): Promise<{ url: string; close(): Promise<void> }> {
  const server = new PGLiteSocketServer({ db: driver, host: '127.0.0.1', port: 0 })
  await server.start()
  return {
    url: `postgresql://postgres:postgres@${server.getServerConn()}/postgres?sslmode=disable`,
    close: () => server.stop(),
  }
}
