/** Bytes on a socket, as no HTTP client would send them. */
import { connect } from 'node:net';

/** Sends the bytes and resolves to all that came back when the other side has closed, or the answer is whole. */
export function exchange(url: string, bytes: string | Buffer, { keep = false } = {}): Promise<string> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (!keep && isWhole(answer)) socket.destroy();
    });
    // Closing while there is something unread is a reset; what was read before it counts.
    socket.on('error', (error) => (answer === '' ? reject(error) : undefined));
    socket.on('close', () => resolve(answer));
    socket.write(bytes);
  });
}

function isWhole(answer: string): boolean {
  const [head = '', body] = answer.split('\r\n\r\n', 2);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  return body !== undefined && length !== undefined && body.length >= Number(length);
}

/** The status of the one answer. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);

export const answersIn = (answer: string): number => answer.split(/^HTTP\/1\.1 (?!100)/m).length - 1;

/** @param headers lines */
export const postOf = (path: string, headers: readonly string[], body = ''): string =>
  [`POST ${path} HTTP/1.1`, 'Content-Type: application/json', ...headers, '', body].join('\r\n');
