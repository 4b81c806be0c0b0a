#!/bin/sh
# Look up every package of every lock in the public databases of known weaknesses; fail if there is one.
set -eu
cd "$(dirname "$0")/.."
for lock in requirements/*.lock; do
    echo "$lock"
    .audit/bin/pip-audit --requirement "$lock" --require-hashes --disable-pip --progress-spinner off
done
