import { projectRoot } from '../supabase/scripts/project-root.ts'
import { buildBareApp } from './bare-app.ts'
import type { Target } from './load.ts'
import { OUR_NODE_OPTIONS } from './node-options.ts'
import { buildPeerApp } from './peer-app.ts'
import { type Server, startServer } from './server.ts'
import { type CannedSupabase, startCannedSupabase } from './supabase.ts'

/** A signed-in page that calls the Auth server and not the data API. */
const SIGNED_IN_PAGE = '/account/data'
/** The same with two calls to the data API. */
export const PAGE_WITH_DATA = '/private'
const USERS = 50

/** The apps that are compared, each with a server of its own. */
export type MeasuredApps = {
  supabase: CannedSupabase
  bare: Server
  ours: Server
  peer: Server
  folders: { bare: string; ours: string }
  /** The pages that the load requests. */
  pages: Record<'floor' | 'staticFloor' | 'signedIn' | 'withData' | 'peerLogin' | 'peerSignedIn', Target>
  /** Pages from the page cache, by name. */
  signedOut: Record<'Login page' | 'Home page', Target>
  close(): Promise<void>
}

/** Builds the bare app and the peer, and starts them and the latest build of ours against a canned Supabase. */
export async function startApps(): Promise<MeasuredApps> {
  const supabase = await startCannedSupabase()
  const [bareApp, peerApp] = [buildBareApp(), buildPeerApp(supabase.url)]
  const bare = await startServer(bareApp.folder, supabase.url)
  const ours = await startServer(projectRoot, supabase.url, OUR_NODE_OPTIONS)
  const peer = await startServer(peerApp.folder, supabase.url)
  const users = await Promise.all(Array.from({ length: USERS }, () => supabase.cookie('fresh')))
  const cookies = users.map(({ name, value }) => `${name}=${value}`)
  return {
    supabase,
    bare,
    ours,
    peer,
    folders: { bare: bareApp.folder, ours: projectRoot },
    pages: {
      floor: { server: bare, path: '/dynamic' },
      staticFloor: { server: bare, path: '/static' },
      signedIn: { server: ours, path: SIGNED_IN_PAGE, cookies },
      withData: { server: ours, path: PAGE_WITH_DATA, cookies },
      peerLogin: { server: peer, path: '/login' },
      peerSignedIn: { server: peer, path: '/protected', cookies },
    },
    signedOut: {
      'Login page': { server: ours, path: '/login' },
      'Home page': { server: ours, path: '/' },
    },
    async close() {
      await Promise.all([bare.close(), ours.close(), peer.close()])
      supabase.close()
      bareApp.remove()
      peerApp.remove()
    },
  }
}
