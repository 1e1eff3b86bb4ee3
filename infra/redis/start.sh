#!/bin/sh
# Puts the digest of the password into the list of users (users.acl), which Redis then reads. The password itself stands
# in its secret file only.
set -eu
digest="$(printf %s "$(cat /run/secrets/redis_password)" | sha256sum | cut -d ' ' -f 1)"
sed "s/PASSWORD_SHA256/$digest/" /etc/grapevine/users.acl > /run/redis/users.acl
exec redis-server /etc/grapevine/redis.conf --aclfile /run/redis/users.acl
