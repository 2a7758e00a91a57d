/** JSON answers, written once and without Express's ETag and negotiation: any `Accept` is served JSON. */
import type { ServerResponse } from 'node:http';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends a body that is JSON text already. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType: string = JSON_TYPE,
): void {
  response.statusCode = status;
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, JSON.stringify(body));
}
