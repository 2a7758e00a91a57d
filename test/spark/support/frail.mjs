/** Given to every process by NODE_OPTIONS: a worker that ends when it comes to the chart of this patient. */
const FRAIL = '{"resourceType":"Bundle","id":"0-frail"';
const { parse } = JSON;

if (process.argv[2] === 'screen-worker') {
  JSON.parse = (text, ...rest) => {
    if (typeof text === 'string' && text.startsWith(FRAIL)) process.kill(process.pid, 'SIGKILL');
    return parse(text, ...rest);
  };
}
