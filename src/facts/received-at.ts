import type { MessageGatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { receivedAtOf } from './mail/received-time.ts'

/** The clock that the message is judged by. */
export const receivedAt: MessageGatherer<'receivedAt'> = async ({ look, asked, world }) => {
  const mail = await look('mail')
  return mail.seen ? seen(receivedAtOf(mail.value.fields, asked, world.now())) : mail
}
