#!/bin/sh
# Look up every package of every lock in the public databases of known weaknesses; fail if there is one.
#
# Strictly: a package that the database does not know fails it too, since nothing is known of it then.
set -eu
cd "$(dirname "$0")/.."
for lock in requirements/*.lock; do
    echo "$lock"
    .audit/bin/pip-audit --requirement "$lock" --require-hashes --disable-pip --strict --progress-spinner off
done
echo requirements/typescript/package-lock.json
PATH="$PWD/.clients/bin:$PATH" npm --prefix requirements/typescript audit --package-lock-only
