#!/bin/sh
# Install Chromium, in which tests open the console, where it is missing and this may.
#
# It never fails: a browser that is missing is said by the tests that need it, which skip on a laptop and fail in CI.
set -u

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done

if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
    echo "no Chromium is installed: the console's tests in a browser are skipped; on Debian: apt install chromium" >&2
    exit 0
fi

echo "installing chromium ..."
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install --yes --no-install-recommends chromium fonts-dejavu-core; } >/dev/null ||
    echo "chromium could not be installed: the console's tests in a browser have none" >&2
exit 0
