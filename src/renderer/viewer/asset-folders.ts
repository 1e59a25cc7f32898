/** Where the files that pdf.js fetches while it draws lie in the built screens, relative to the page. */
export const assetFolders = { cmaps: 'pdf/cmaps', fonts: 'pdf/fonts', wasm: 'pdf/wasm', icc: 'pdf/icc' } as const;
