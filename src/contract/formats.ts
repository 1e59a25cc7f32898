/** What Infolio reads, by the ends of file names, in small letters and with the dot. Content decides in the end. */
export const readableExtensions = ['.pdf', '.docx', '.epub', '.html', '.htm', '.xhtml', '.txt', '.text', '.md', '.markdown'] as const;

/** Whether a file's name ends like those of files that are read. */
export function isReadable(name: string): boolean {
  const lower = name.toLowerCase();
  return readableExtensions.some((extension) => lower.length > extension.length && lower.endsWith(extension));
}
