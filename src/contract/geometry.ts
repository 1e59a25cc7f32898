/** A rectangle on a page in PDF points, measured from the top left corner of the page as it is displayed. */
export interface Box {
  /** Page number, from 1. */
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
