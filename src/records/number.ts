/** 33554432 as 33,554,432. Not by toLocaleString: its first call takes some 20 ms, to load what it knows of languages. */
export const grouped = (count: number): string => String(count).replace(thousands, ',')

const thousands = /\B(?=(?:\d{3})+$)/g
