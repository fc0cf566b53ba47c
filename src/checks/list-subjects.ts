import { defineSubject } from '../core/check.ts'
import { routable } from './address-subjects.ts'

/** An address that lists are asked about. */
export const askedOfLists = defineSubject({
  within: routable,
  needs: ['asked'],
  absent: ({ asked }) => (asked.lists ? undefined : 'no list was to be asked'),
})
