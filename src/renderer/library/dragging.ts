/** The kind under which a document of the library is dragged. */
export const documentType = 'application/x-infolio-document';

export function holdsDocument(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes(documentType) === true;
}

export function holdsFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') === true && !holdsDocument(transfer);
}
