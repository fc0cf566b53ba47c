import type { ReplyClass, ReplyOwner } from '../../core/reply.ts'
import { run } from './words.ts'

/** What a code means by the standards, where no pattern tells more. */
export interface CodeMeaning {
  /** A clause: `the mailbox is full`. */
  means: string
  class: ReplyClass
  owner: ReplyOwner
  fix: string
  next?: readonly string[]
}

type Row = readonly [
  code: string,
  means: string,
  kind: ReplyClass,
  owner: ReplyOwner,
  fix: string,
  ...next: readonly string[],
]
const table = (rows: readonly Row[]): ReadonlyMap<string, CodeMeaning> =>
  new Map(rows.map(([code, means, kind, owner, fix, ...next]) => [code, { means, class: kind, owner, fix, next }]))

const correct = 'Correct the address, or take it off your list.'
const wait = 'Wait: the sending server tries again by itself.'
const ask = "Ask the receiver's postmaster, with this reply."
const login = 'Correct user and password in the sending server.'
const encrypt = 'Turn TLS on in the sending server.'
const sign = 'Publish the key of the signature, or turn signing on, with the domain in From.'
const allow = 'Name the sending server or relay in the SPF record of the return path.'
const smaller = 'Make the message smaller, or send a link in place of the attachment.'
const program = 'Correct the program that sends, or tell those who make it.'
const loop = 'Correct the forwarding or the MX record that leads back.'

/** Subject and detail of the enhanced codes (RFC 3463, and the registry of RFC 5248); the class before them says for how long. */
export const enhancedCodes = table([
  ['1.0', 'something is wrong with the address', 'recipient', 'sender', correct],
  ['1.1', 'there is no such mailbox', 'recipient', 'sender', correct],
  ['1.2', 'the domain of the recipient does not exist or takes no mail', 'recipient', 'sender', correct, run.to],
  ['1.3', 'the address of the recipient is not written as it must be', 'recipient', 'sender', correct],
  ['1.4', 'the address fits more than one mailbox', 'recipient', 'sender', correct],
  ['1.6', 'the mailbox has moved and left no new address', 'recipient', 'sender', correct],
  [
    '1.7',
    'the address of the sender is not written as it must be',
    'configuration',
    'sender',
    'Correct the return path.',
  ],
  [
    '1.8',
    'the domain of the sender does not exist or cannot be answered',
    'configuration',
    'sender',
    'Send with a return path in a domain that has an MX record.',
    run.domain,
  ],
  ['1.10', 'the domain of the recipient takes no mail (null MX)', 'recipient', 'sender', correct, run.to],
  ['2.0', 'something is wrong with the mailbox', 'recipient', 'receiver', ask],
  ['2.1', 'the mailbox is closed', 'recipient', 'sender', correct],
  [
    '2.2',
    'the mailbox is full',
    'mailbox-full',
    'recipient',
    'Tell the recipient by another way, and send again later.',
  ],
  ['2.3', 'the message is longer than the mailbox takes', 'policy', 'sender', smaller],
  ['2.4', 'a mailing list cannot be resolved into its members', 'configuration', 'receiver', ask],
  ['3.0', 'something is wrong with the receiving system', 'temporary', 'receiver', wait],
  ['3.1', 'the receiving system has no room left', 'temporary', 'receiver', wait],
  ['3.2', 'the receiving system takes no mail for now', 'temporary', 'receiver', wait],
  ['3.3', 'the receiving system lacks a feature that the message needs', 'configuration', 'receiver', ask],
  ['3.4', 'the message is larger than the receiving system takes', 'policy', 'sender', smaller],
  ['3.5', 'the receiving system is not set up as it must be', 'configuration', 'receiver', ask],
  ['3.6', 'the priority of the message was changed', 'unknown', 'nobody', ask],
  ['4.0', 'something is wrong on the way', 'temporary', 'unknown', wait, run.to],
  ['4.1', 'the receiving server does not answer', 'temporary', 'unknown', wait, run.to],
  ['4.2', 'the connection broke', 'temporary', 'unknown', wait],
  ['4.3', 'a directory that the server asks gave no answer', 'temporary', 'receiver', wait],
  [
    '4.4',
    'no way to the receiving server is known',
    'configuration',
    'receiver',
    "See whether the MX records of the recipient's domain are right.",
    run.to,
  ],
  ['4.5', 'the mail system has too much to do', 'temporary', 'nobody', wait],
  ['4.6', 'the message goes round between servers', 'configuration', 'receiver', loop, run.to],
  [
    '4.7',
    'it was tried for as long as the sending server tries',
    'temporary',
    'unknown',
    'Look at what the tries before said, then send it again.',
    run.to,
  ],
  ['5.0', 'the servers do not understand each other', 'configuration', 'sender', program],
  ['5.1', 'the server does not take that command, or not now', 'configuration', 'sender', program],
  ['5.2', 'the server cannot read the command', 'configuration', 'sender', program],
  ['5.3', 'there are too many recipients', 'policy', 'sender', 'Send to fewer at a time.'],
  ['5.4', 'what stands behind the command is not valid', 'configuration', 'sender', program],
  ['5.5', 'the servers have other versions of the protocol', 'configuration', 'sender', program],
  ['5.6', 'the login is longer than the server takes', 'configuration', 'sender', login],
  [
    '6.0',
    'something is wrong with the content',
    'content',
    'sender',
    'Correct the message; save one and let it be looked at.',
    'relaycheck message FILE',
  ],
  ['6.1', 'the receiver does not take this kind of content', 'content', 'sender', 'Send it in another form.'],
  [
    '6.2',
    'the content would have to be converted, which is forbidden',
    'content',
    'sender',
    'Send it in another form.',
  ],
  [
    '6.3',
    'the content would have to be converted, which the server cannot',
    'content',
    'sender',
    'Send it in another form.',
  ],
  ['6.4', 'the content was converted, and something was lost', 'content', 'sender', 'Send it in another form.'],
  ['6.5', 'the content could not be converted', 'content', 'sender', 'Send it in another form.'],
  ['6.6', 'the content is no longer there', 'content', 'sender', 'Send the message again.'],
  [
    '6.7',
    'an address that is not ASCII is not taken',
    'configuration',
    'receiver',
    'Write to an ASCII address of the recipient.',
  ],
  ['6.8', 'a reply would have to be in UTF-8', 'configuration', 'sender', program],
  ['6.9', 'a header in UTF-8 cannot be handed on', 'configuration', 'sender', program],
  ['7.0', 'it was refused for security or by a rule', 'policy', 'receiver', ask],
  ['7.1', 'it was refused by a rule', 'policy', 'receiver', ask, run.domain, run.ip],
  ['7.2', 'the sender may not write to that list', 'policy', 'receiver', 'Ask whoever looks after the list.'],
  ['7.3', 'a conversion that security needs is not possible', 'configuration', 'receiver', ask],
  ['7.4', 'a security feature is not there', 'configuration', 'receiver', ask],
  ['7.5', 'something that was encrypted or signed could not be read', 'configuration', 'receiver', ask],
  ['7.6', 'the receiver does not know the cipher', 'configuration', 'receiver', ask],
  ['7.7', 'the message was changed on the way', 'content', 'unknown', ask],
  ['7.8', 'user or password is wrong', 'relay-account', 'sender', login],
  [
    '7.9',
    'the way of logging in is too weak',
    'relay-account',
    'sender',
    'Log in another way: the relay names those that it takes.',
  ],
  ['7.10', 'encryption is needed', 'configuration', 'sender', encrypt],
  ['7.11', 'this way of logging in needs encryption', 'configuration', 'sender', encrypt],
  ['7.12', 'the password has to be changed before this way of logging in works', 'relay-account', 'sender', login],
  ['7.13', 'the account is disabled', 'relay-account', 'sender', 'Ask the relay why the account is disabled.'],
  ['7.14', 'the servers would have to trust each other first', 'configuration', 'receiver', ask],
  ['7.15', 'the priority of the message is too low', 'policy', 'nobody', wait],
  ['7.16', 'the message is too large for its priority', 'policy', 'sender', smaller],
  ['7.17', 'the mailbox belongs to somebody else by now', 'recipient', 'sender', correct],
  ['7.18', 'the domain belongs to somebody else by now', 'recipient', 'sender', correct],
  ['7.19', 'whether mailbox or domain has changed hands cannot be told', 'recipient', 'sender', correct],
  ['7.20', 'no DKIM signature passes', 'sender-authentication', 'sender', sign, run.dkim],
  ['7.21', 'no DKIM signature is one that the receiver accepts', 'sender-authentication', 'sender', sign, run.dkim],
  ['7.22', 'no DKIM signature is of the domain in From', 'sender-authentication', 'sender', sign, run.dkim],
  ['7.23', 'SPF does not pass', 'sender-authentication', 'sender', allow, run.spf],
  [
    '7.24',
    'SPF could not be evaluated',
    'sender-authentication',
    'sender',
    'Mend the SPF record of the return path.',
    run.spf,
  ],
  [
    '7.25',
    'the name of the sending address in DNS does not lead back to it',
    'configuration',
    'host',
    'Have the hosting company set the PTR of the address.',
    run.ip,
  ],
  [
    '7.26',
    'more than one of SPF, DKIM and the like failed',
    'sender-authentication',
    'sender',
    `${allow} ${sign}`,
    run.domainIp,
  ],
  [
    '7.27',
    'the domain of the sender takes no mail (null MX)',
    'configuration',
    'sender',
    'Send with a return path in a domain that takes mail.',
    run.domain,
  ],
  [
    '7.28',
    'there is a flood of mail',
    'reputation',
    'sender',
    'Send more slowly, and see whether something sends that you do not know of.',
    run.ip,
  ],
  ['7.29', 'the ARC chain does not validate', 'sender-authentication', 'relay', 'Tell whoever forwards the message.'],
  [
    '7.30',
    'the message asks for TLS on the whole way (REQUIRETLS), which cannot be had',
    'policy',
    'sender',
    'Send it without REQUIRETLS.',
  ],
])

/** The basic codes of failure (RFC 5321 section 4.2.3, RFC 4954 section 4). */
export const basicCodes = table([
  ['421', 'the server closes the connection for now', 'temporary', 'nobody', wait],
  ['450', 'the mailbox cannot be reached for now', 'temporary', 'nobody', wait],
  ['451', 'the server has trouble of its own for now', 'temporary', 'nobody', wait],
  ['452', 'the server has no room for it for now, or gets too many recipients at once', 'temporary', 'nobody', wait],
  ['454', 'TLS or the login does not work for now', 'temporary', 'nobody', wait],
  ['455', 'the server cannot do that for now', 'temporary', 'nobody', wait],
  ['500', 'the server cannot read the command', 'configuration', 'sender', program],
  ['501', 'what stands behind the command is not valid', 'configuration', 'sender', program],
  ['502', 'the server does not have that command', 'configuration', 'sender', program],
  ['503', 'the command comes at the wrong time', 'configuration', 'sender', program],
  ['504', 'the server does not have that way of logging in', 'configuration', 'sender', program],
  ['521', 'that host takes no mail', 'recipient', 'sender', correct, run.to],
  ['530', 'the server wants a login, or TLS, first', 'configuration', 'sender', login],
  ['534', 'the way of logging in is too weak', 'relay-account', 'sender', login],
  ['535', 'user or password is wrong', 'relay-account', 'sender', login],
  ['538', 'this way of logging in needs encryption', 'configuration', 'sender', encrypt],
  ['541', 'a rule of the receiver refuses it', 'policy', 'receiver', ask],
  ['551', 'the mailbox is elsewhere; the reply may say where', 'recipient', 'sender', correct],
  [
    '552',
    'the mailbox has no room for it, or the message is too large',
    'mailbox-full',
    'recipient',
    'Tell the recipient by another way; make the message smaller if it is large.',
  ],
  ['553', 'the server does not take an address as it is written', 'recipient', 'sender', correct],
  ['555', 'the server does not have an option that the command uses', 'configuration', 'sender', program],
  ['556', 'the domain of the recipient takes no mail (null MX)', 'recipient', 'sender', correct, run.to],
])
