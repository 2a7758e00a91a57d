# Spinewatch as a container: built with the development tools in one stage, run without them in the next.
FROM node:22.21.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The sources come after, so that a changed line of code does not install everything again; `prepare` can't run before.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY bin ./bin
COPY src ./src
COPY cds-services ./cds-services
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22.21.1-bookworm-slim
WORKDIR /app
# The embedded store and its keys; the service runs as a user who may write nowhere else.
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/bin ./bin
COPY --from=build /app/dist ./dist
COPY LICENSE NOTICE* ./
# In a container only an address beyond loopback can be reached, so a CONFIG_FILE is required: the sandbox profile
# refuses such a HOST. NODE_ENV is the deployer's: `production` where real patients are.
ENV HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
# How the C library keeps memory: by its defaults every thread has a heap of its own, and little of what a crowd of calls
# took is given back. With these more is, though not all (docs/performance.md, "Under load"; the load test runs with them).
ENV MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=65536
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "bin/spinewatch.js", "serve"]
