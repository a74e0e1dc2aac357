# Builds Leadloop and leaves an image with the program, the libraries it uses, and nothing else.
FROM swift:6.3-bookworm AS build
WORKDIR /leadloop
COPY .ci/setup .ci/setup
RUN .ci/setup && rm -rf /var/lib/apt/lists/*
COPY Package.swift ./
COPY Sources Sources
# What Sources links to: the sources and mappings that are shipped.
COPY config/vendors config/vendors
COPY mappings mappings
COPY Tests Tests
RUN swift build -c release --product leadloop --static-swift-stdlib \
    && install -D "$(swift build -c release --show-bin-path)/leadloop" /out/leadloop

FROM debian:bookworm-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates libcurl4 libidn2-0 libphonenumber8 libprotobuf32 libre2-9 libsimdjson14 libsqlite3-0 libssl3 libstdc++6 libxml2 libzip4 libzstd1 tzdata zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 leadloop \
    && useradd --system --uid 10001 --gid leadloop --home-dir /leadloop --shell /usr/sbin/nologin leadloop \
    && install -d -o leadloop -g leadloop /leadloop/config /leadloop/mappings /leadloop/inbox \
        /leadloop/feeds /leadloop/feedback \
    && install -d -m 700 -o leadloop -g leadloop /leadloop/store
COPY --from=build /out/leadloop /usr/local/bin/leadloop
WORKDIR /leadloop
USER leadloop
# Whether the configuration is in order, the store can be read and folders be written to; `docker ps` shows it.
HEALTHCHECK --interval=5m --timeout=1m --start-period=1m CMD ["leadloop", "doctor", "--quiet"]
ENTRYPOINT ["leadloop"]
CMD ["sync"]
