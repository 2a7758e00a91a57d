/** The command line as a program of its own: what `bin/spinewatch.js` starts, and a run starts again for its workers. */
import { run } from './main.js';

await run(process.argv.slice(2));
