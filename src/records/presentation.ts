import type { RecordData, RecordType } from './dns.ts'

/** A record's data in master-file form (RFC 1035 section 5.1): `"v=spf1 -all"`, `10 mx.example.`. */
export function showData<T extends RecordType>(_type: T, _data: RecordData[T]): string {
  throw new Error('not written yet')
}
