# Two stages: build with Rust, run with nothing but the program.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
# Certificates, to recognise Telegram and a database server.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /data esij
COPY --from=build /src/target/release/esij-bot /usr/local/bin/esij-bot
USER esij
# The database is made here: mount a volume, or set ESIJ_DATABASE to a PostgreSQL address.
WORKDIR /data
VOLUME /data
ENTRYPOINT ["esij-bot"]
CMD ["run"]
