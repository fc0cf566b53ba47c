import type { ReverseName } from '../../core/address.ts'
import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { routable } from '../address-subjects.ts'
import { few } from '../few.ts'

const chooseOne =
  'Choose one name. Let the mail server give it in HELO (Postfix: myhostname, or smtp_helo_name), let it lead to {ip}, and set the reverse DNS of {ip} to it.'

export default defineCheck({
  id: 'ip-helo',
  step: 'address',
  title: 'The server says the name that the address has',
  why: 'Receivers compare what a server calls itself with the name of its address: GMX and WEB.DE want the same, and filters count a difference.',
  refs: ['RFC 5321 section 2.3.5', 'RFC 5321 section 4.1.3', 'https://postmaster.gmx.net/en/best-practices'],
  subject: routable,
  needs: ['heloName', 'reverse', 'address'],
  outcomes: {
    'not-given': { verdict: 'skip', says: 'what the server calls itself is not known: --helo NAME' },
    matches: { verdict: 'pass', says: 'The server calls itself {helo}, which is the name of {ip}.' },
    differs: {
      verdict: 'warn',
      says: 'The server calls itself {helo}, but {ip} {names}; {helo} {leads}. GMX and WEB.DE want the two to be the same, and filters count a difference against the mail.',
      fix: chooseOne,
    },
    unbelieved: {
      verdict: 'warn',
      says: 'The server calls itself {helo}, which is among the names of {ip}, but {helo} {leads}: receivers believe only the name that leads back, {names}. GMX and WEB.DE want the two to be the same, and filters count a difference against the mail.',
      fix: chooseOne,
    },
    unconfirmed: { verdict: 'skip', says: '{ip} has the name {helo}, but that does not lead back: {helo} {leads}' },
    literal: {
      verdict: 'warn',
      says: 'The server calls itself {helo}: an address in brackets is for machines that have no name (RFC 5321 section 4.1.3), and many receivers refuse it.',
      fix: 'Have the mail server give its name in HELO (Postfix: myhostname, or smtp_helo_name), the one that the reverse DNS of {ip} holds.',
    },
    'not-a-name': {
      verdict: 'fail',
      says: 'The server calls itself "{helo}", which is no full host name: {fault}. Receivers refuse such a HELO before they look at the mail.',
      fix: 'Have the mail server give its full name in HELO, such as mail.example.com (Postfix: myhostname, or smtp_helo_name), the one that the reverse DNS of {ip} holds.',
    },
  },
  judge({ heloName, reverse, address }) {
    const ip = address.display
    if (!heloName) return { outcome: 'not-given' }
    if (heloName.kind === 'no-name')
      return { outcome: 'not-a-name', about: { ip, helo: heloName.text, fault: heloName.fault } }
    if (heloName.kind === 'literal') return { outcome: 'literal', about: { ip, helo: heloName.text } }
    const { answer, names } = reverse
    if (answer.kind === 'blind') return { cannotTell: answer.blind }
    const { display, name, forward } = heloName
    const evidence = [...dnsEvidence(answer), ...dnsEvidence(forward)]
    const about = { ip, helo: display }
    const leads = leadsWhere(forward, address.name)
    const same = names.find((one) => one.name === name)
    if (same?.confirmed) return { outcome: 'matches', about, evidence }
    if (same && forward.kind === 'blind') return { cannotTell: forward.blind, evidence }
    const believed = names.filter(({ confirmed }) => confirmed)
    if (same && believed.length === 0) return { outcome: 'unconfirmed', about: { ...about, leads }, evidence }
    if (same) return { outcome: 'unbelieved', about: { ...about, names: called(believed), leads }, evidence }
    const has = names.length === 0 ? 'has no name' : `has the name ${called(names)}`
    return { outcome: 'differs', about: { ...about, names: has, leads }, evidence }
  },
})

const called = (names: readonly ReverseName[]): string => few(names.map(({ display }) => display)).join(', ')

function leadsWhere(forward: Parameters<typeof dnsEvidence>[0], ip: string): string {
  if (forward.kind === 'blind') return 'could not be looked up'
  if (forward.kind !== 'records')
    return forward.kind === 'no-such-name' ? 'does not exist' : `has no ${forward.question.type} record`
  const addresses = forward.records.map(({ data }) => String(data))
  return addresses.includes(ip) ? `leads to ${ip}` : `leads to ${few(addresses).join(', ')}`
}
