import assert from 'node:assert/strict'
import check from '../../../src/checks/message/message-text.ts'
import type { MailText } from '../../../src/core/mail-content.ts'
import { cases } from '../../support/cases.ts'

const none: MailText = {
  others: [],
  files: [],
  octets: 5000,
  placeholders: [],
  images: 0,
  imagesWithoutText: 0,
  links: 0,
  disguised: [],
}
const facts = (more: Partial<MailText>) => ({ mailReport: undefined, mailText: { ...none, ...more } })

cases(check, {
  'plain text alone': [
    facts({ plain: 120 }),
    'has-text',
    ([finding]) => assert.doesNotMatch(finding?.says ?? '', /HTML/),
  ],
  'plain text and HTML': [
    facts({ plain: 120, html: 130, htmlOctets: 4000, images: 2 }),
    'has-text',
    ([finding]) => assert.equal(finding?.brief, 'plain text beside the HTML'),
  ],
  'HTML alone': [facts({ html: 130, htmlOctets: 4000 }), 'html-only'],
  'a plain part with nothing in it': [facts({ plain: 0, html: 130 }), 'html-only'],
  'an image and nothing else': [
    facts({ html: 3, images: 1 }),
    'images-only',
    ([finding]) => assert.match(finding?.says ?? '', /^The HTML shows 1 image and only 3 characters of text:/),
  ],
  'images without a word': [
    facts({ html: 0, images: 2 }),
    'images-only',
    ([finding]) => assert.match(finding?.says ?? '', /^The HTML shows 2 images and no text:/),
  ],
  'an image beside plain text': [facts({ plain: 300, html: 3, images: 1 }), 'has-text'],
  'a code and a logo': [facts({ html: 24, images: 1 }), 'html-only'],
  'nothing at all': [facts({}), 'no-text'],
  'an empty page': [facts({ html: 0 }), 'no-text'],
  'a header alone': [facts({ bodiless: true }), 'unknown'],
  'an invitation alone': [
    facts({ others: ['text/calendar'] }),
    'attachment-only',
    ([finding]) => assert.match(finding?.says ?? '', /no text of its own, only text\/calendar:/),
  ],
  'a file beside an empty page': [facts({ html: 0, others: ['application/pdf'] }), 'attachment-only'],
  'parts that are not there': [
    facts({ unparted: 'abc' }),
    'unparted',
    ([finding]) => assert.match(finding?.says ?? '', /their boundary, "abc", stands nowhere in it:/),
  ],
  'parts without a boundary': [
    facts({ unparted: '' }),
    'unparted',
    ([finding]) => assert.match(finding?.says ?? '', /names no boundary between them:/),
  ],
  'a program': [
    facts({ plain: 50, files: ['invoice.pdf.exe', 'a.pdf', 'run.JS ', 'exe'] }),
    ['has-text', 'executable'],
    ([, finding]) => assert.match(finding?.says ?? '', /attached: "invoice\.pdf\.exe", "run\.JS ?"\. Gmail/),
  ],
  'a program with a long name, and one behind what takes no room': [
    facts({ plain: 50, files: [`${'a'.repeat(150)}.scr`, 'b.exe\u200e. '] }),
    ['has-text', 'executable'],
    ([, finding]) => assert.match(finding?.says ?? '', /attached: "…a{55}\.scr", "b\.exe/),
  ],
  'a program behind many blanks and dots': [
    facts({ plain: 50, files: [`b.exe${' .'.repeat(100)}`] }),
    ['has-text', 'executable'],
  ],
  'as large as servers take': [facts({ plain: 50, octets: 10_240_000 }), 'has-text'],
  'as large as Gmail takes': [
    facts({ plain: 50, octets: 26_214_400 }),
    ['has-text', 'large'],
    ([, finding]) => assert.match(finding?.says ?? '', /^The message has 25 MB as it is sent: .* 10 MB, as Postfix/),
  ],
  larger: [
    facts({ plain: 50, octets: 32_505_856 }),
    ['has-text', 'heavy'],
    ([, finding]) => assert.match(finding?.says ?? '', /^The message has 31 MB as it is sent: .* take about 25 MB/),
  ],
  encrypted: [facts({ sealed: true }), 'sealed'],
  'what is missing may be in what was not read': [facts({ html: 130, cut: 'it has too many parts' }), 'unknown'],
  'what is there is there': [facts({ plain: 5, cut: 'it has too many parts' }), 'has-text'],
  'words may follow behind an image in the text itself': [facts({ html: 3, images: 1, htmlCut: true }), 'unknown'],
  'HTML alone, and long': [facts({ html: 300_000, htmlCut: true }), 'html-only'],
  'as much as Gmail shows': [facts({ plain: 5, html: 5, htmlOctets: 104_448 }), 'has-text'],
  'more than Gmail shows': [
    facts({ plain: 5, html: 5, htmlOctets: 104_449 }),
    ['has-text', 'clipped'],
    ([, finding]) => assert.match(finding?.says ?? '', /^The HTML has 103 KB/),
  ],
  'a template unfilled': [
    facts({ plain: 5, placeholders: ['{{first_name}}', '*|X|*'] }),
    ['has-text', 'placeholders'],
    ([, finding]) => assert.match(finding?.says ?? '', /as it is: \{\{first_name\}\}, \*\|X\|\*\./),
  ],
  'links that show another host': [
    facts({ plain: 5, disguised: [{ shown: 'bank.example', leads: 'click.example' }] }),
    ['has-text', 'disguised'],
    ([, finding]) => assert.match(finding?.says ?? '', /: bank\.example leads to click\.example\./),
  ],
  'images without alt': [facts({ plain: 5, images: 3, imagesWithoutText: 2 }), ['has-text', 'no-alt']],
  'a bounce': [
    {
      ...facts({}),
      mailReport: {
        kind: 'delivery',
        writer: { known: 'house' },
        standard: true,
        recipients: [],
        count: 0,
        original: {},
      } as const,
    },
    'not-applicable',
  ],
})
