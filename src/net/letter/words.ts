/** What a message says of itself. */
export interface LetterWords {
  from: string
  to: string
  at: Date
  token: string
  bulk: boolean
}

const paragraphs = ({ from, bulk }: LetterWords): string[][] => [
  [
    'This is a single test message. It was sent with relaycheck, a program that',
    'looks whether mail arrives, and how.',
  ],
  [
    'There is nothing to do, and no other message follows by itself. If you',
    'did not expect it, ignore it. To have it stop, or to ask who sent it,',
    'reply: the answer goes to',
    from,
  ],
  ...(bulk
    ? [['It has a List-Unsubscribe field, as bulk mail must have, to be treated as', 'such. No list is behind it.']]
    : []),
]

const facts = ({ from, to, at, token }: LetterWords): [string, string][] => [
  ['From', from],
  ['To', to],
  ['Sent', at.toISOString()],
  ['Token', token],
]

/** The text, in short lines. */
export const textOf = (words: LetterWords): string =>
  `${[
    ...paragraphs(words).map((lines) => lines.join('\n')),
    facts(words)
      .map(([name, value]) => `${`${name}:`.padEnd(7)}${value}`)
      .join('\n'),
  ].join('\n\n')}\n`

/** The same in HTML, without links, pictures and styles. */
export const htmlOf = (words: LetterWords): string =>
  [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<title>relaycheck probe</title>',
    '</head>',
    '<body>',
    ...paragraphs(words).map((lines) => `<p>${lines.map(escaped).join('\n')}</p>`),
    '<table>',
    ...facts(words).map(([name, value]) => `<tr><td>${name}:</td><td>${escaped(value)}</td></tr>`),
    '</table>',
    '</body>',
    '</html>',
    '',
  ].join('\n')

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
