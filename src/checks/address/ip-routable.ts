import { defineCheck } from '../../core/check.ts'

export default defineCheck({
  id: 'ip-routable',
  step: 'address',
  title: 'The whole Internet can reach the address',
  why: 'Receivers see the address that mail leaves the network from: an inner one, or one from an example, says nothing about it.',
  refs: ['RFC 6890', 'RFC 1918'],
  needs: ['addressReach', 'address'],
  outcomes: {
    public: { verdict: 'pass', says: '{ip} is a public address.' },
    private: {
      verdict: 'fail',
      says: '{ip} is {what} ({ref}): it stands inside a network, and no receiver ever sees it. Nothing else was looked at.',
      fix: 'Give the address that mail leaves from as receivers see it: the one in the topmost Received line of a message that arrived, or the public address of your router or server.',
    },
    reserved: {
      verdict: 'fail',
      says: '{ip} is {what} ({ref}): no mail comes from there. Nothing else was looked at.',
      fix: 'Give the address that mail leaves from as receivers see it: the one in the topmost Received line of a message that arrived.',
    },
  },
  judge({ addressReach: { range }, address }) {
    if (!range) return { outcome: 'public', about: { ip: address.display } }
    const outcome = range.what.startsWith('a private') ? 'private' : 'reserved'
    return { outcome, about: { ip: address.display, what: range.what, ref: range.ref } }
  },
})
