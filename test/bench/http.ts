/** One call at a time over one kept connection: for latencies, and for what load generators don't answer. */
import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** From the first byte sent to the last received. */
  readonly ms: number;
}

export interface Connection {
  get(url: string): Promise<Answer>;
  post(url: string, body: Buffer, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): void;
}

export function connect(): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (url: string, body?: Buffer, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const headers = { 'Content-Type': 'application/json', 'Content-Length': body?.length ?? 0, ...more };
      const call = request(url, { agent, method: body ? 'POST' : 'GET', headers: body ? headers : {} }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const ms = performance.now() - began;
          const contentType = response.headers['content-type'] ?? '';
          resolve({ status: response.statusCode ?? 0, contentType, body: Buffer.concat(chunks).toString('utf8'), ms });
        });
        response.on('error', reject);
      });
      call.on('error', reject);
      call.end(body);
    });
  return { get: (url) => send(url), post: send, close: () => agent.destroy() };
}
