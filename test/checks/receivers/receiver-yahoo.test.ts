import check from '../../../src/checks/receivers/receiver-yahoo.ts'
import { cases } from '../../support/cases.ts'
import { broken, received, unseen } from '../../support/receiver-facts.ts'
import { says } from '../../support/says.ts'

cases(check, {
  'every rule holds': [received(), 'ready', says(/the rules of Yahoo/)],
  'SPF alone, or DKIM alone': [
    received({ 'spf-and-dkim': broken('SPF gives none for shop.example') }),
    'ready-for-small-senders',
    says(/bulk: SPF gives none for shop\.example\.$/),
  ],
  'a sender that takes no mail is refused, however little it sends': [
    received({ 'sender-exists': broken('shop.example says that it takes no mail (null MX)') }),
    'not-ready',
    says(/^Yahoo may refuse mail of shop\.example, .*\(null MX\)\.$/),
  ],
  'reverse DNS is asked of everybody': [
    received({ 'reverse-dns': broken('192.0.2.25 has no reverse DNS') }),
    'not-ready',
  ],
  'a policy of DMARC is kept for everybody': [
    received({ 'dmarc-obeyed': broken('DMARC fails under a policy of reject') }),
    'not-ready',
  ],
  'TLS is none of its rules': [received({ tls: broken('it came without TLS') }, { bulk: true }), 'ready'],
  'reverse DNS was not seen': [received({ 'reverse-dns': unseen() }), 'unknown'],
})
