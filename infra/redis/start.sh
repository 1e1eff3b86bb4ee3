#!/bin/sh
# Puts the digest of the password into the list of users (users.acl), which Redis then reads. The password itself stands
# in its secret file only.
#
# Nobody can be `default`, which is off and has no password; yet it keeps every permission, because Redis reads its
# append-only file with those of `default`, and without them drops all that a script wrote, silently
# (https://github.com/redis/redis/issues/14541).
set -eu
digest="$(printf %s "$(cat /run/secrets/redis_password)" | sha256sum | cut -d ' ' -f 1)"
sed "s/PASSWORD_SHA256/$digest/" /etc/grapevine/users.acl > /run/redis/users.acl
exec redis-server /etc/grapevine/redis.conf --aclfile /run/redis/users.acl
