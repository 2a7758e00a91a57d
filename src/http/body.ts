/**
 * Reads a JSON body within bounds. Own code, since body-parser answers a body that is too large only after reading all
 * of it, and quotes the body in its errors.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { CodedError } from '../errors/index.js';
import { isDeeperThan } from '../fhir/json-depth.js';

/** `bytes` counts after decompression. */
export interface BodyLimits {
  readonly bytes: number;
  readonly depth: number;
}

/** A Map, not an object: `Content-Encoding: constructor` must find nothing. */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * The body's bytes.
 * @throws CodedError `too-large`, `malformed` (broken compression, a client that went away), `unsupported-media-type`
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder = encoding === 'identity' || encoding === '' ? undefined : DECODERS.get(encoding);
  if (encoding !== 'identity' && encoding !== '' && decoder === undefined) {
    throw new CodedError('unsupported-media-type', {
      text: 'The Content-Encoding is none of gzip, deflate, br and identity.',
    });
  }
  // Compressed or not, what is sent counts too: a decoder may give nothing for as long as it is fed.
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new CodedError('too-large');
  return collect(request, decoder?.(), limit);
}

/** The body as JSON. @throws CodedError `malformed` or `too-deep` */
export function parseJson(bytes: Buffer, depth: number): unknown {
  // Read as if it were UTF-8, a word in Latin-1 would be another word: a finding less, and nobody told.
  if (!isUtf8(bytes)) throw new CodedError('malformed', { text: 'The body is not UTF-8.' });
  const value = parsed(bytes.toString('utf8'));
  if (isDeeperThan(depth, value)) throw new CodedError('too-deep');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    // The engine's message quotes the body.
    throw new CodedError('malformed');
  }
}

function collect(request: IncomingMessage, decoder: Transform | undefined, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const source: Readable = decoder ? request.pipe(decoder) : request;
    const chunks: Buffer[] = [];
    let size = 0;
    let sent = 0;
    const fail = (error: CodedError): void => {
      source.off('data', onData);
      if (decoder) {
        request.unpipe(decoder);
        request.off('data', onSent);
        decoder.destroy();
      }
      // The rest is read and dropped, so that the client can finish sending and see its answer.
      request.resume();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) fail(new CodedError('too-large'));
      else chunks.push(chunk);
    };
    const onSent = (chunk: Buffer): void => {
      sent += chunk.length;
      if (sent > limit) fail(new CodedError('too-large'));
    };
    source.on('data', onData);
    if (decoder) {
      request.on('data', onSent);
      decoder.on('error', () => fail(new CodedError('malformed', { text: 'The compressed body is broken.' })));
    }
    source.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)));
    // A client that goes away is an error here too (ECONNRESET).
    request.once('error', () => fail(new CodedError('malformed')));
  });
}
