import { isReadable, readableExtensions } from '../../contract/formats.ts';

/** The browser's own dialog. Readable files only; null if the user thought better of it. */
export function pickInBrowser(folders: boolean): Promise<readonly File[] | null> {
  const { promise, resolve } = Promise.withResolvers<readonly File[] | null>();
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  if (folders) input.webkitdirectory = true;
  else input.accept = [...readableExtensions, 'application/pdf', 'text/plain', 'text/markdown', 'text/html', 'application/epub+zip'].join(',');
  input.addEventListener('change', () => {
    resolve([...(input.files ?? [])].filter((file) => isReadable(file.name)));
  });
  input.addEventListener('cancel', () => {
    resolve(null);
  });
  // Some tools that drive the page look for the element.
  input.hidden = true;
  input.dataset['testid'] = 'file-input';
  document.body.append(input);
  input.click();
  return promise.finally(() => {
    input.remove();
  });
}

/** The readable files of a drop, those inside folders too. Must be called while the drop event is handled. */
export async function filesOfDrop(transfer: DataTransfer): Promise<readonly File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files];
  const found = entries.some((entry) => entry?.isDirectory === true) ? (await Promise.all(entries.map(filesIn))).flat() : plain;
  return found.filter((file) => isReadable(file.name));
}

async function filesIn(entry: FileSystemEntry | null): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry) return [await new Promise<File>((resolve, reject) => { entry.file(resolve, reject); })];
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const files: File[] = [];
  // A folder's entries come in portions; an empty one is the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (portion.length === 0) return files;
    for (const inner of portion) files.push(...(await filesIn(inner)));
  }
}
