import { z } from 'zod'
import { type Finding, failure, ok } from './finding.ts'
import type { Project } from './project.ts'

const CHECK = 'avatars'

const bucketSchema = z.object({ public: z.boolean() })

/** Checks that the bucket for pictures exists and is private. Only the secret key can see it. */
export async function checkAvatars({ env, get }: Project): Promise<Finding[]> {
  if (!env.secretKey) return []
  const { status, body } = await get('/storage/v1/bucket/avatars', { apikey: env.secretKey })
  const bucket = bucketSchema.safeParse(body).data
  if (status !== 200 || !bucket)
    return [
      failure(
        CHECK,
        'The bucket "avatars" is missing, so users cannot upload pictures. Turn on Storage, then run: npx supabase db push --remote=<ref>',
      ),
    ]
  return bucket.public
    ? [
        failure(
          CHECK,
          'Anyone can read the bucket "avatars". Make it private in the dashboard, under Storage.',
        ),
      ]
    : [ok(CHECK, 'The bucket for pictures is private.')]
}
