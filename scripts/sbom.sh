#!/bin/sh
# Write a bill of materials of each lock in CycloneDX's JSON into a folder; of the locks that are named, or of all.
#
# Of packages of Python: TypeScript is only what tests make clients of, by requirements/typescript/package-lock.json.
# layer.cdx.json is what the functions of a stack run, beside what Lambda brings. Nothing is looked up: it needs no network.
set -eu
cd "$(dirname "$0")/.."
folder=$1
shift
[ $# -gt 0 ] || set -- $(cd requirements && ls *.lock | sed 's/\.lock$//')
mkdir -p "$folder"
for name in "$@"; do
    .audit/bin/cyclonedx-py requirements --output-reproducible --output-file "$folder/$name.cdx.json" "requirements/$name.lock"
done
