/** The built service without memory: what the store costs a call is measured against it. */
import { readEnvironment } from '../../dist/src/config/environment.js';
import { startService } from '../../dist/src/main.js';

const running = await startService(readEnvironment(process.env), 'UTC', { remember: false });
process.stdout.write(`Spinewatch listening on ${running.url}\n`);
process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)));
