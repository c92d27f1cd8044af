import { startCachingProxy } from '../tests/support/caching-proxy.ts'

const { url } = await startCachingProxy(process.argv[2] ?? '', 'shared')
process.on('disconnect', () => process.exit(0))
process.send?.(url)
