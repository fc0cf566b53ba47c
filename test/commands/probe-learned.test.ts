import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test from 'node:test'
import { learnedFrom } from '../../src/commands/probe-learned.ts'
import type { Asked } from '../../src/core/target.ts'

const asked: Asked = { addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false }
const pathIn = (header: string, more: Partial<Asked> = {}) =>
  learnedFrom(Buffer.from(`${header}\r\n\r\nhello`), 'shop.example', { ...asked, ...more }).returnPath

const learned: Record<string, [header: string, path: string | undefined]> = {
  'the name below the domain that bounces go to': ['Return-Path: <b-1@EM4711.shop.example.>', 'em4711.shop.example'],
  'nothing where it is the domain itself': ['Return-Path: <info@shop.example>', undefined],
  'nothing where it is a name of the relay': ['Return-Path: <b-1@bounces.smtp2go.com>', undefined],
  'nothing where it only ends alike': ['Return-Path: <b-1@em4711.myshop.example>', undefined],
  'nothing of the null sender': ['Return-Path: <>', undefined],
  'nothing without the field': ['Subject: Return-Path: <b@em4711.shop.example>', undefined],
}
for (const [name, [header, path]] of Object.entries(learned))
  test(`learned: ${name}`, () => assert.equal(pathIn(header), path))

test('learned: what was given goes before', () =>
  assert.equal(pathIn('Return-Path: <b@em1.shop.example>', { returnPath: 'em2' }), 'em2'))
