/**
 * Preloaded into a measured process (`node --import`): answers each message from its parent with the CPU time the
 * process has used and the memory it holds. The product knows nothing of it.
 */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() });
});
process.channel?.unref();
