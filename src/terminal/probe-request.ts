import { viaWays } from '../core/probe.ts'
import type { ProbeRequest } from '../core/request.ts'
import type { Typed } from './options.ts'
import { readAnswers, readArrival, readLists, readLooking, readSession } from './requests.ts'
import { choice, seconds, type Writing, WrongValue } from './values.ts'

/** How long a message is waited for where a mailbox is watched, and where none is. */
const usualWaitMs = 60_000
const longestWaitS = 86_400

/** A message that is to be sent and followed. */
export function probeRequest(typed: Typed, writing: Writing[]): ProbeRequest {
  if (!typed.to) throw new WrongValue('To whom? relaycheck probe --to me@example.net --from me@example.com')
  refuse(typed)
  const { relay, message, dkimKey, dkimSelector, imap, imapPasswordFile, maildir, listen } = typed
  const waitMs = waitOf(typed)
  const { wait, deadline = String(60 + waitMs / 1000) } = typed
  if (wait !== undefined && waitMs > seconds('--deadline', deadline, longestWaitS))
    throw new WrongValue(
      `--wait ${wait} is longer than the whole run may last by --deadline ${deadline}: leave --deadline out, or give more.`,
    )
  return {
    command: 'probe',
    via: choice('--via', typed.via ?? 'relay', viaWays),
    ...(relay !== undefined && { relay }),
    ...once('--from', 'from', typed.from),
    ...once('--envelope-from', 'envelopeFrom', typed.envelopeFrom),
    selectors: typed.selector ?? [],
    ...(typed.returnPath !== undefined && { returnPath: typed.returnPath }),
    ...(message !== undefined && { message }),
    ...(dkimKey !== undefined && { dkimKey }),
    ...(dkimSelector !== undefined && { dkimSelector }),
    ...(imap !== undefined && { imap }),
    ...(imapPasswordFile !== undefined && { imapPasswordFile }),
    ...(maildir !== undefined && { maildir }),
    ...(listen !== undefined && { listen }),
    openRelayTest: typed.openRelayTest ?? false,
    waitMs,
    bulk: typed.bulk ?? false,
    cleanUp: typed.cleanUp ?? false,
    yes: typed.yes ?? false,
    ...readSession(typed),
    ...readArrival(typed),
    ...readLists(typed),
    ...readAnswers(typed),
    ...readLooking({ ...typed, deadline }, writing),
  }
}

const watching = ({ imap, maildir, listen }: Typed): string[] => [
  ...(imap === undefined ? [] : ['--imap']),
  ...(maildir === undefined ? [] : ['--maildir']),
  ...(listen === undefined ? [] : ['--listen']),
]

/** What cannot be meant together; in a sentence that says what to leave out, or to add. */
function refuse(typed: Typed): void {
  const { via = 'relay', relay, user, message, from, bulk, dkimKey, dkimSelector, imapPasswordFile, cleanUp } = typed
  const { openRelayTest = false } = typed
  const watched = watching(typed)
  const faults: readonly [boolean, string][] = [
    [watched.length > 1, `${watched.join(' and ')}: one mailbox is watched, so keep one of them.`],
    [imapPasswordFile !== undefined && typed.imap === undefined, passwordForNobody],
    [cleanUp === true && watched.length === 0, '--clean-up deletes from a mailbox: say which by --imap or --maildir.'],
    [cleanUp === true && typed.listen !== undefined, '--clean-up has nothing to delete with --listen: leave it out.'],
    [(dkimKey === undefined) !== (dkimSelector === undefined), keyAndSelector],
    [message !== undefined && bulk === true, '--message is sent as it is, so --bulk adds nothing to it: leave it out.'],
    [message !== undefined && from !== undefined, fromOfItsOwn],
    [relay !== undefined && via !== 'relay', `--relay and --via ${via} are two ways: leave one of them out.`],
    [openRelayTest && via !== 'relay', `--open-relay-test tries a relay, and --via ${via} uses none: leave it out.`],
    [
      user !== undefined && via === 'mx',
      '--user has no use with --via mx: nobody logs in where a domain takes its mail.',
    ],
  ]
  const fault = faults.find(([is]) => is)
  if (fault) throw new WrongValue(fault[1])
}

const passwordForNobody = '--imap-password-file holds the password of a mailbox, and --imap says which: give both.'
const keyAndSelector = '--dkim-key and --dkim-selector belong together: give both, or neither.'
const fromOfItsOwn =
  '--message has a From of its own: leave out --from, or say by --envelope-from where bounces are to go.'

/** Milliseconds; `0` looks once. */
function waitOf(typed: Typed): number {
  const { wait } = typed
  if (wait === undefined) return watching(typed).length > 0 ? usualWaitMs : 0
  return /^0+(?:\.0*)?$/.test(wait) ? 0 : seconds('--wait', wait, longestWaitS)
}

/** A message has one of these. */
function once<K extends string>(option: string, key: K, typed: readonly string[] | undefined): { [N in K]?: string } {
  if (!typed) return {}
  if (new Set(typed).size > 1) throw new WrongValue(`A probe has one sender: give ${option} once.`)
  return { [key]: typed[0] } as { [N in K]?: string }
}
