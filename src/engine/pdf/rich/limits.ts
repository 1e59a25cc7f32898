/** Numbers of DOCX, EPUB and HTML files, each with its reason. */

/** Largest DOCX or EPUB in bytes. It lies in memory while it is read; the largest we met are picture books of 200 MB. */
export const archiveBytes = 500_000_000;

/** Largest HTML file in bytes: its tree takes some forty times as much. The whole HTML standard has 13 MB. */
export const htmlBytes = 40_000_000;

/** Files in an archive. Books have hundreds. */
export const archiveEntries = 20_000;

/** Bytes of one part of an archive when it is unpacked: the text of a thousand novels' chapters, or a bomb. */
export const partBytes = 60_000_000;

/** Bytes of all unpacked parts together: XML takes ten times its text. */
export const allPartsBytes = 200_000_000;

/** Elements inside each other that are told apart; what lies deeper is read as plain text. */
export const deepest = 250;
