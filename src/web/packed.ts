/** Files of the pages, compressed once for whoever takes gzip. */
import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

export interface Packed {
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

export const pack = (plain: Buffer): Packed => ({ plain, gzip: gzipSync(plain, { level: 9 }) });

/** Answers with one of the two. Its status and other headers are set before. */
export function sendPacked(request: Request, response: Response, { plain, gzip }: Packed, contentType: string): void {
  const packed = request.acceptsEncodings('gzip') === 'gzip';
  const body = packed ? gzip : plain;
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', body.length);
  if (packed) response.setHeader('Content-Encoding', 'gzip');
  response.end(body);
}
