/** What a helper runs: where its script stands, or the script itself. Where the tool is built, bin/ puts its own answer here. */
export const helperScript = (): URL | string => new URL('./helper.ts', import.meta.url)
