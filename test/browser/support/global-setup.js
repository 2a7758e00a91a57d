/** What is tested is what is there now: the script of the pages is bundled anew, to where the service looks for it. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export default function setup() {
  const script = fileURLToPath(new URL('../../../scripts/build-app.mjs', import.meta.url));
  // A process of its own: esbuild asks for the very arrays of Node, which a test environment replaces.
  execFileSync(process.execPath, [script], { stdio: 'inherit' });
}
