/**
 * JSON answers, written once and without Express's ETag and negotiation: any `Accept` is served JSON. A body is encoded
 * once, here: as a text its length and its bytes would be worked out one after the other.
 */
import type { ServerResponse } from 'node:http';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends a body that is JSON text already. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType: string = JSON_TYPE,
): void {
  const body = Buffer.from(text, 'utf8');
  response.statusCode = status;
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', body.length);
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, JSON.stringify(body));
}
