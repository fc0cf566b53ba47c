import type { Check } from './core/check.ts'
import type { DeadList } from './core/lists.ts'
import { type ArrivalRequest, type MessageRequest, type Usage, usage } from './core/request.ts'
import type { MessageAsked, MessageTarget } from './core/target.ts'
import { chooseChecks, type Plan, planOf } from './plan.ts'
import { readLists } from './plan-lists.ts'
import { addressValue, heloName, Misread, mailbox, must } from './plan-values.ts'

type Question = Pick<
  MessageRequest,
  'file' | 'ip' | 'helo' | 'sender' | 'receivedAt' | 'authservId' | 'bulk' | 'lists' | 'deadLists' | 'only' | 'skip'
>

/** The same for a message. Without `--lists` those of tier core are asked. */
export function planMessage(
  question: Question,
  registry: readonly Check[],
  deadLists: readonly DeadList[],
): Plan<MessageTarget> | Usage {
  const checks = chooseChecks(question, registry)
  if ('usage' in checks) return checks
  const { file, helo, receivedAt, bulk, lists = 'core', deadLists: dead } = question
  const name = file === '-' ? 'standard input' : file
  try {
    return planOf([{ kind: 'message', name, display: name }], checks, {
      addresses: [],
      selectors: [],
      mostGuesses: 0,
      parked: false,
      authoritative: false,
      lists: must(readLists(lists, dead, deadLists)),
      ...(bulk && { bulk }),
      message: {
        ...arrivalAsked(question),
        ...(helo !== undefined && { helo: heloName(helo) }),
        ...(receivedAt && { receivedAt }),
      },
    })
  } catch (error) {
    if (error instanceof Misread) return usage(error.message)
    throw error
  }
}

/** What is known of a message as it was received. */
export const arrivalAsked = ({ ip, sender, authservId }: ArrivalRequest): MessageAsked => ({
  ...(ip !== undefined && { ip: addressValue('--ip', ip) }),
  ...(sender !== undefined && { sender: mailbox('--sender', sender) }),
  ...(authservId !== undefined && { authservId: servName(authservId) }),
})

/** RFC 8601 section 2.2: a token; what stands first in the field. */
function servName(typed: string): string {
  const name = typed.trim().toLowerCase()
  if (!/^[!-:<-~]{1,253}$/.test(name))
    throw new Misread(
      `--authserv-id takes what stands first in Authentication-Results, not "${typed}": --authserv-id mx.example.com`,
    )
  return name
}
