#!/bin/sh
# First step before `docker compose up`: makes the secrets that are missing (random, one file each), the first key that
# may ask for everything, and a grapevine.yaml to begin with. What is there stays as it is. `make-secrets.sh FOLDER` puts them there instead of beside
# docker-compose.yml.
set -eu
infra="$(cd "$(dirname "$0")" && pwd)"
folder="${1:-$(dirname "$infra")}"

# Nobody else on this machine may enter the folder. The files themselves are readable, because the users of the
# containers, who see the file and not the folder, have other numbers than the owner.
mkdir -p "$folder/secrets"
chmod 700 "$folder/secrets"

make_secret() {
  file="$folder/secrets/$1"
  if [ -e "$file" ]; then
    echo "kept $file"
    return
  fi
  # 32 random bytes as 64 hexadecimal digits, without a line end.
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' > "$file.new"
  chmod 444 "$file.new"
  mv "$file.new" "$file"
  echo "made $file: $2"
}

make_secret author_key 'turns people into pseudonyms. Keep a copy: with another one everybody becomes somebody else'
make_secret redis_password 'of the user grapevine in Redis'

sha256() {
  if command -v sha256sum > /dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

# Keys lie in a folder of their own, which the containers see, so that `grapevine keys` can replace their file.
if [ -e "$folder/secrets/keys/keys.json" ]; then
  echo "kept $folder/secrets/keys/keys.json"
else
  mkdir -p "$folder/secrets/keys"
  chmod 755 "$folder/secrets/keys"
  id="$(head -c 6 /dev/urandom | od -An -v -tx1 | tr -d ' \n')"
  key="gv_${id}_$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')"
  (umask 077 && printf '%s\n' "$key" > "$folder/secrets/api_key")
  printf '{\n  "version": 1,\n  "keys": [\n    {\n      "id": "%s",\n      "name": "first key",\n      "scopes": ["admin"],\n      "bounds": ["main"],\n      "sha256": "%s",\n      "createdAt": "%s",\n      "expiresAt": null,\n      "revokedAt": null\n    }\n  ]\n}\n' \
    "$id" "$(printf %s "$key" | sha256)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" > "$folder/secrets/keys/keys.json"
  chmod 644 "$folder/secrets/keys/keys.json"
  echo "made $folder/secrets/api_key: the first key, for all of the group main; give it by GRAPEVINE_API_KEY_FILE"
  echo "made $folder/secrets/keys/keys.json: what is known of it; make others with \`grapevine keys create --file\`"
fi

if [ -e "$folder/grapevine.yaml" ]; then
  echo "kept $folder/grapevine.yaml"
else
  cp "$infra/grapevine.example.yaml" "$folder/grapevine.yaml"
  echo "made $folder/grapevine.yaml: name your brands in it"
fi
