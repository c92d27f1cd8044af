import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '@supabase/lite'

type StorageAdapter = NonNullable<App['_storageAdapter']>
type Metadata = Awaited<ReturnType<StorageAdapter['headObject']>>

interface StoredFile {
  body: Buffer
  contentType: string
  cacheControl: string
  modifiedAt: number
}

interface Files {
  read(name: string): StoredFile | undefined
  write(name: string, file: StoredFile): void
  remove(name: string): void
}

/**
 * Where Storage keeps the bytes of its files. The database knows their names, owners, and policies.
 * @param dataDir the folder of the backend; unset: in memory.
 */
export function createFileStore(dataDir: string | undefined): StorageAdapter {
  const files = dataDir === undefined ? inMemory() : inFolder(join(dataDir, 'storage'))
  const find = (bucket: string, key: string): StoredFile => {
    const file = files.read(nameOf(bucket, key))
    if (!file) throw new Error('The database names a file that is not stored.')
    return file
  }
  const remove = async (bucket: string, key: string) => files.remove(nameOf(bucket, key))
  return {
    driver: null,
    async getObject(bucket, key) {
      const file = find(bucket, key)
      return { metadata: metadataOf(file), httpStatusCode: 200, body: file.body }
    },
    async uploadObject(bucket, key, _version, body, contentType, cacheControl) {
      const bytes = Buffer.from(await new Response(body as BodyInit).arrayBuffer())
      const file = { body: bytes, contentType, cacheControl, modifiedAt: Date.now() }
      files.write(nameOf(bucket, key), file)
      return metadataOf(file)
    },
    deleteObject: remove,
    async deleteObjects(bucket, keys) {
      for (const key of keys) await remove(bucket, key)
    },
    async copyObject(bucket, key, _version, toBucket, toKey) {
      const file = find(bucket, key)
      files.write(nameOf(toBucket, toKey), file)
      const { eTag, lastModified } = metadataOf(file)
      return { httpStatusCode: 200, eTag, ...(lastModified && { lastModified }) }
    },
    headObject: async (bucket, key) => metadataOf(find(bucket, key)),
    privateAssetUrl: async (bucket, key) => `storage:${nameOf(bucket, key)}`,
  }
}

/** A key may contain any path, so files are named by its hash. */
function nameOf(bucket: string, key: string): string {
  return createHash('sha256').update(`${bucket}/${key}`).digest('hex')
}

function metadataOf({ body, contentType, cacheControl, modifiedAt }: StoredFile): Metadata {
  return {
    cacheControl,
    contentLength: body.byteLength,
    size: body.byteLength,
    mimetype: contentType,
    lastModified: new Date(modifiedAt),
    eTag: `"${createHash('md5').update(body).digest('hex')}"`,
    httpStatusCode: 200,
  }
}

function inMemory(): Files {
  const files = new Map<string, StoredFile>()
  return {
    read: (name) => files.get(name),
    write: (name, file) => void files.set(name, file),
    remove: (name) => void files.delete(name),
  }
}

function inFolder(folder: string): Files {
  mkdirSync(folder, { recursive: true })
  const [body, details] = [
    (name: string) => join(folder, name),
    (name: string) => join(folder, `${name}.json`),
  ]
  return {
    read(name) {
      try {
        return { ...JSON.parse(readFileSync(details(name), 'utf8')), body: readFileSync(body(name)) }
      } catch {
        return undefined
      }
    },
    write(name, { body: bytes, ...rest }) {
      writeFileSync(body(name), bytes)
      writeFileSync(details(name), JSON.stringify(rest))
    },
    remove(name) {
      for (const file of [body(name), details(name)]) rmSync(file, { force: true })
    },
  }
}
