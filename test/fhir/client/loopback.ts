/** A real HTTP server on loopback for what no interceptor can show: sockets, sizes, encodings and redirects. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Loopback {
  readonly origin: string;
  readonly requests: IncomingMessage[];
  readonly sockets: Set<unknown>;
  /** Where a client asked to be connected to (`CONNECT`); always refused. */
  readonly tunnels: string[];
  close(): Promise<void>;
}

export async function startLoopback(listener: RequestListener): Promise<Loopback> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  const tunnels: string[] = [];
  server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets,
    tunnels,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
