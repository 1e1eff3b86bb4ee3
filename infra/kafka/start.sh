#!/bin/sh
# Formats the volume the first time, then starts the broker. The image's own start would write its settings to the root
# file system, which is read-only here.
set -eu
settings=/etc/grapevine/server.properties
data=/var/lib/kafka/data

if [ ! -e "$data/meta.properties" ]; then
  # A cluster is known by a random id, kept in the volume from then on.
  cluster_id="$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c 1-22)"
  /opt/kafka/bin/kafka-storage.sh format --cluster-id "$cluster_id" --config "$settings"
fi
# Clients on this machine are told the port that is published there.
exec /opt/kafka/bin/kafka-server-start.sh "$settings" \
  --override "advertised.listeners=INTERNAL://kafka:19092,HOST://localhost:${HOST_PORT:-9092}"
