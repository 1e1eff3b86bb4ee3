#!/bin/sh
# First step before `docker compose up`: makes the secrets that are missing (random, one file each) and a grapevine.yaml
# to begin with. What is there stays as it is. `make-secrets.sh FOLDER` puts them there instead of beside
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

if [ -e "$folder/grapevine.yaml" ]; then
  echo "kept $folder/grapevine.yaml"
else
  cp "$infra/grapevine.example.yaml" "$folder/grapevine.yaml"
  echo "made $folder/grapevine.yaml: name your brands in it"
fi
