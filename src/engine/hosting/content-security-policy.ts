/**
 * What the screens may load, in the desktop app and in `serve` alike: their own files and nothing else. No inline script
 * or style, no other origin, no frame, no form.
 *
 * `wasm-unsafe-eval` lets pdf.js compile its image decoders (JPEG 2000, JBIG2, colour profiles), which come with it;
 * `data:` and `blob:` pictures are thumbnails and what pdf.js draws.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer that a screen gets, whatever carries it. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
};
