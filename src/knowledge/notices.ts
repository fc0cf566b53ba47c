import type { Disposition, MailNotice } from '../core/mail-notice.ts'
import type { ReplyOwner } from '../core/reply.ts'

/** What a message that a program sent means to whoever got it. `{recipient}` and `{find}` are filled in. */
export interface NoticeMeaning {
  /** What it does to mail, or what it shows; sentences. */
  means: string
  /** Whose move it is, and that as a sentence. */
  owner: ReplyOwner
  move: string
  /** What to do, an order; empty where nothing is to be done. */
  fix: string
}

const whoSent = 'The next move is up to whoever sent the message.'
const nobody = 'Nobody has to do anything.'

const compromise: NoticeMeaning = {
  means: 'Receivers block servers and domains that send such mail.',
  owner: 'sender',
  move: 'The next move is up to whoever runs the sending server.',
  fix: 'Look for a compromise: find in the log which login or script sent that mail, lock it, and delete what of it is still queued.',
}

/** By Feedback-Type (RFC 5965 section 7.3, RFC 6430, RFC 6591); what stands under `abuse` is told of all others. */
export const complaintMeanings = {
  abuse: {
    means: 'Receivers count complaints, and put mail of senders who get many into the junk folder.',
    owner: 'sender',
    move: whoSent,
    fix: 'Send {recipient} nothing of the kind again{find}, and see that everybody who gets such mail asked for it and can end it with one click (List-Unsubscribe).',
  },
  'opt-out': {
    means: 'The recipient wants no more of such mail, and will complain about the next one.',
    owner: 'sender',
    move: whoSent,
    fix: 'Take {recipient} off the list{find}.',
  },
  fraud: compromise,
  virus: compromise,
  'not-spam': {
    means: 'The receiver counts it in favour of the sender.',
    owner: 'nobody',
    move: nobody,
    fix: '',
  },
  'auth-failure': {
    means: 'Receivers may refuse such mail, or put it into the junk folder.',
    owner: 'unknown',
    move: 'If the sending address is yours, the next move is up to whoever runs that server; if not, somebody forged the name.',
    fix: 'See whether the mail was yours. If it was, {repair}. If not, somebody used the name: only a DMARC policy of quarantine or reject keeps such mail out.',
  },
} as const satisfies Record<string, NoticeMeaning>

export const complaintMeaning = (feedback: string): NoticeMeaning =>
  Object.hasOwn(complaintMeanings, feedback)
    ? complaintMeanings[feedback as keyof typeof complaintMeanings]
    : complaintMeanings.abuse

/** What is to be repaired, by Auth-Failure (RFC 6591 section 3.3); a clause. */
const repairs: Readonly<Record<string, string>> = {
  spf: 'let the SPF record of the return path authorise that address',
  dkim: 'sign it with a key that is published, and let nothing change it behind the signer',
  bodyhash: 'find what changes the text behind the signer: a footer, a filter, a relay that recodes it',
  signature: 'find what changes signed header fields behind the signer, or publish the key that it signs with',
  revoked: 'sign with a key that is published: that of this selector is withdrawn',
  adsp: 'sign it with DKIM in the name of its From field',
  dmarc: 'let SPF or DKIM pass in the domain of its From field',
}
/** What failed, as a sentence names it: what RFC 6591 tells apart of DKIM stands in brackets. */
export const failureName = (failure = 'authentication'): string =>
  ['bodyhash', 'signature', 'revoked'].includes(failure) ? `DKIM (${failure})` : failure.toUpperCase()

export const repairOf = (failure = ''): string => repairs[failure] ?? 'repair what failed'

/** What Delivery-Result says of the mail, a sentence; nothing where it does not say (RFC 6591 section 3.2.2). */
const deliveries: Readonly<Record<string, string>> = {
  delivered: 'It was delivered all the same.',
  spam: 'It was put into the junk folder.',
  policy: 'It was not delivered to the inbox, by a policy of the receiver.',
  reject: 'It was rejected.',
}
export const deliveryOf = (delivery = ''): string => deliveries[delivery] ?? ''

const forged = 'If nobody there was written to, somebody forged your address: then do nothing either.'

/** Why a program answered. */
const automaticReplies: Readonly<Record<NonNullable<MailNotice['reason']>, NoticeMeaning>> = {
  absence: {
    means: 'The mail arrived, and the person is away.',
    owner: 'nobody',
    move: nobody,
    fix: `Do not count it as a bounce, and take nobody off a list for it. ${forged}`,
  },
  acknowledgement: {
    means: 'The mail arrived, and a program confirms it; no person has answered yet.',
    owner: 'nobody',
    move: nobody,
    fix: `Do not count it as a bounce. ${forged}`,
  },
  left: {
    means: 'The mail arrived, and by its words the address is no longer used.',
    owner: 'sender',
    move: whoSent,
    fix: 'Take the address off your list, and write to the one that the answer names, where it names one.',
  },
  other: {
    means: 'The mail arrived, and a program answers it; whether a person read it is not known.',
    owner: 'nobody',
    move: nobody,
    fix: `Do not count it as a bounce. ${forged}`,
  },
}

const challenge: NoticeMeaning = {
  means: 'The mail has not been delivered: it is held until its sender confirms that a person wrote it.',
  owner: 'sender',
  move: whoSent,
  fix: 'If you wrote to that person, confirm once as the message says. If you did not, do nothing: somebody forged your address, and a confirmation would let their mail through.',
}

const refusal: NoticeMeaning = {
  means: 'The mail was not delivered: a filter that the recipient or their server set up refused it.',
  owner: 'recipient',
  move: 'The next move is up to the recipient.',
  fix: 'Read the reason that the filter gives. If the mail is wanted, ask the recipient by another way to let it in; if not, take the address off your list.',
}

/** RFC 8098 section 3.2.6.2. */
const receipts: Readonly<Record<Disposition, string>> = {
  displayed: 'The mail arrived, and a mail program displayed it; that is no proof that anybody read or understood it.',
  deleted: 'The mail arrived, and was deleted; whether anybody read it before is not known.',
  dispatched: 'The mail arrived, and was sent on without having been displayed.',
  processed: 'The mail arrived, and a program processed it without displaying it.',
  denied: 'The mail arrived, and the recipient does not want to say what became of it.',
  failed: 'The mail arrived, and the mail program could not say what became of it.',
}

/** What an answer of a program means. */
export function noticeMeaning({ kind, reason = 'other', disposition = 'processed' }: MailNotice): NoticeMeaning {
  if (kind === 'challenge') return challenge
  if (kind === 'refusal') return refusal
  if (kind === 'automatic-reply') return automaticReplies[reason]
  return { means: receipts[disposition], owner: 'nobody', move: nobody, fix: '' }
}

/** Where it is written down. */
export const noticeSources: Readonly<Record<MailNotice['kind'], readonly string[]>> = {
  'automatic-reply': ['RFC 3834'],
  challenge: ['RFC 3834'],
  'read-receipt': ['RFC 8098 section 3.2.6'],
  refusal: ['RFC 5429 section 2.2'],
}
