import check from '../../../src/checks/receivers/receiver-apple.ts'
import { cases } from '../../support/cases.ts'
import { broken, received, unseen } from '../../support/receiver-facts.ts'
import { says } from '../../support/says.ts'

cases(check, {
  'every rule holds': [received(), 'ready', says(/the rules of Apple/)],
  'reverse DNS is asked of bulk senders alone': [
    received({ 'reverse-dns': broken('192.0.2.25 has no reverse DNS') }),
    'ready-for-small-senders',
    says(/bulk: 192\.0\.2\.25 has no reverse DNS\.$/),
  ],
  'of them it is': [received({ 'reverse-dns': broken('192.0.2.25 has no reverse DNS') }, { bulk: true }), 'not-ready'],
  'what is forwarded in bulk is to be sealed': [
    received({ arc: broken('the ARC chain is broken') }, { bulk: true }),
    'not-ready',
  ],
  'a message is spoken of as one': [
    received({}, { mail: 'such mail', seenIn: 'the message' }),
    'ready',
    says(/^As far as the message shows, such mail keeps/),
  ],
  'ARC was not seen': [received({ arc: unseen() }), 'unknown'],
})
