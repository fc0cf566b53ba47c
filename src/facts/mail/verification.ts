import type { Mail } from '../../core/mail.ts'
import type { ArcChain, MailSignatures } from '../../core/mail-auth.ts'
import type { Asked } from '../../core/target.ts'
import type { World } from '../../core/world.ts'

/** Verifies the signatures of a message as it comes, in bounded memory. */
export async function openVerification(
  _world: World,
  _asked: Asked,
): Promise<{
  write(chunk: Uint8Array): Promise<void>
  end(mail: Mail): Promise<{ signatures: MailSignatures; arc: ArcChain }>
}> {
  throw new Error('not built yet')
}
