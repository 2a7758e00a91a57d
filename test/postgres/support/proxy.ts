/** A wire to PostgreSQL that a test can cut, or hold still as a server that hangs and a network that loses packets do. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Wire {
  /** As the server's, through this wire. */
  readonly url: string;
  /** Nothing goes through, and what was sent arrives when it passes again. */
  hold(): void;
  /** What is connected hears nothing any more, for ever; whoever connects anew is served. */
  forget(): void;
  /** Ends what is connected and takes nobody. */
  cut(): void;
  pass(): void;
  close(): Promise<void>;
}

export async function wireTo(server: string): Promise<Wire> {
  const url = new URL(server);
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: 'pass' | 'hold' | 'cut' = 'pass';
  const listener = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(Number(url.port), url.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => near.write(data));
    if (state === 'hold') for (const socket of pair) socket.pause();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const through = new URL(server);
  through.hostname = '127.0.0.1';
  through.port = String((listener.address() as AddressInfo).port);
  const each = (work: (socket: Socket) => void): void => {
    for (const pair of pairs) pair.forEach(work);
  };
  return {
    url: through.href,
    hold() {
      state = 'hold';
      each((socket) => socket.pause());
    },
    forget() {
      each((socket) => socket.removeAllListeners('data').resume());
    },
    cut() {
      state = 'cut';
      each((socket) => socket.destroy());
    },
    pass() {
      state = 'pass';
      each((socket) => socket.resume());
    },
    async close() {
      state = 'cut';
      each((socket) => socket.destroy());
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
