/** Numbers of text recognition, each with its reason. */

/** Dots per inch of a page's picture: Tesseract's network was trained on 300, and seven-point type needs them. */
export const dotsPerInch = 300;

/** Pixels of the largest picture, a little over A3 at 300 dpi: 70 MB while it is painted. Larger pages get fewer dots. */
export const mostPixels = 18_000_000;

/** Pixels of the largest image in a PDF that is decoded, A3 at 600 dpi with room to spare; a larger one stays white. */
export const mostImagePixels = 100_000_000;

/** Milliseconds to paint one page. */
export const paintMs = 60_000;

/** After so many pages the file is opened anew, so that pdf.js' caches of images do not grow with the document. */
export const pagesBetweenOpenings = 24;

/** Bytes read of the file at once. */
export const rangeBytes = 512 * 1024;

/** Characters of a stamp: a docket number, "Scanned with ...", a Bates number. More than that is a page's own text. */
export const mostStampCharacters = 200;

/** Stamps stand in the outer eighth of a page. */
export const stampMargin = 0.125;

/** Grey (0 black, 255 white) below which a pixel is ink: pencil and faded type are, yellowed paper is not. */
export const inkBelow = 170;

/** Shares of a page's pixels that are ink: what has less is blank. One short word of 10 points has 0.0001. */
export const leastInk = 0.00005;
/** Beside a stamp there must be more: a rule or a small mark is no page of text. */
export const leastInkBesideStamp = 0.002;

/** Confidence, 0 to 100, below which a word is taken for noise. */
export const leastConfidence = 40;
/** Mean confidence of a line whose uncertain words are kept. */
export const leastConfidenceAmong = 70;

/** Mean confidence below which what was seen is no text at all, or stands on its side. */
export const leastPageConfidence = 55;

/** Characters that a picture of writing has at least, read in whatever direction: fewer are not worth turning it for. */
export const leastTurnedCharacters = 40;

/** The share of ink above which a picture is a photograph, whatever letters were seen in it; a page of text has 0.03 to 0.15. */
export const mostTurnedInk = 0.35;

/** Shares of a picture's width and height that a column takes at least: a fifth, and five lines. */
export const leastColumnWidth = 0.2;
export const leastColumnHeight = 0.06;
