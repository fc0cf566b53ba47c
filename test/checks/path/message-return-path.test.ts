import assert from 'node:assert/strict'
import check from '../../../src/checks/path/message-return-path.ts'
import type { MailReach } from '../../../src/core/mail-path.ts'
import { noSuchName } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'

const reach = (role: MailReach['role'], state: MailReach['state'], domain = 'shop.example'): MailReach => ({
  role,
  domain,
  display: domain,
  state,
  ...(state === 'unseen' && { blind: { reason: 'timeout', detail: 'nobody answered' } }),
})
const of = (...mailReach: MailReach[]) => ({ mailReport: undefined, mailReach })

cases(check, {
  'both answer': [
    of(reach('return-path', 'answers', 'relay.example'), reach('from', 'answers')),
    'answers',
    ([finding]) =>
      assert.match(finding?.says ?? '', /^relay\.example \(the return path\) and shop\.example \(From\) can/),
  ],
  'a null sender, From answers': [of(reach('from', 'answers')), 'answers'],
  'the return path takes none': [
    of(reach('return-path', 'null-mx', 'bounce.example'), reach('from', 'answers')),
    'cannot-receive',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^bounce\.example, the domain in the return path, .*null MX.*bounces is lost/)
      assert.match(finding?.fix ?? '', /in place of the null MX of bounce\.example/)
    },
  ],
  'answers go to a domain that takes none': [
    of(reach('from', 'answers'), reach('reply-to', 'null-mx', 'help.example')),
    'cannot-receive',
    ([finding]) => assert.match(finding?.says ?? '', /^help\.example, the domain in Reply-To, .*Whoever answers gets/),
  ],
  'From takes none, and answers go elsewhere': [
    of(reach('from', 'null-mx'), reach('reply-to', 'answers', 'help.example')),
    'cannot-receive',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^shop\.example, .* though answers go to Reply-To\.$/)
      assert.doesNotMatch(finding?.says ?? '', /Nobody can answer/)
    },
  ],
  'what DNS said is shown': [
    of({ ...reach('from', 'no-such-name'), answers: [noSuchName('shop.example', 'MX')] }),
    'cannot-receive',
    ([finding]) =>
      assert.deepEqual(
        finding?.evidence?.map((one) => one.kind === 'dns' && [one.question, one.answer]),
        [['MX shop.example', ['no such name']]],
      ),
  ],
  'From does not exist': [
    of(reach('return-path', 'answers', 'relay.example'), reach('from', 'no-such-name')),
    'cannot-receive',
    ([finding]) => assert.match(finding?.says ?? '', /the domain in From, .*does not exist.*Nobody can answer/),
  ],
  'the same domain in both places is told once': [
    of(reach('return-path', 'no-address'), reach('from', 'no-address')),
    'cannot-receive',
  ],
  'two that cannot': [
    of(reach('return-path', 'no-such-name', 'a.example'), reach('from', 'null-mx', 'b.example')),
    ['cannot-receive', 'cannot-receive'],
  ],
  'one unseen': [of(reach('return-path', 'unseen', 'a.example'), reach('from', 'answers')), 'unknown'],
  'one unseen, the other cannot': [
    of(reach('return-path', 'unseen', 'a.example'), reach('from', 'null-mx')),
    ['cannot-receive', 'unknown'],
  ],
  'nobody to answer': [of(), 'nobody-to-answer'],
})
