#!/bin/sh
# Print the path of a Python that the project runs on, or say in one line why there is none.
#
# The caller's own python3 is taken if it will do, else the newest one anywhere on the PATH; PYTHON names another.
# Each is run, since a command may be there and not work: a shim of pyenv's, a Python without venv (Debian's).
set -u

# Answers with a path if this Python will do, else with why not; Python 2 has to understand it, too.
QUESTION='
import os, sys
version = "Python %d.%d" % sys.version_info[:2]
if sys.version_info < (3, 11):
    print(version + " is too old")
    sys.exit()
try:
    import ensurepip, venv
except ImportError:
    print(version + " has no venv, on Debian and Ubuntu: apt install python3-venv")
    sys.exit()
print(getattr(sys, "_base_executable", "") or sys.executable)  # of an activated environment, what that was made of
'

NAMES=python3.14:python3.13:python3.12:python3.11:python3:python
tried=
consider() {
    answer=$("$1" -E -c "$QUESTION" 2>/dev/null) || answer="does not run"
    case $answer in
    /*) echo "$answer" && exit 0 ;;
    *) tried="$tried${tried:+; }$1: ${answer:-does not run}" ;;
    esac
}

if [ -n "${PYTHON:-}" ]; then
    consider "$PYTHON"
else
    own=$(command -v python3) && consider "$own"
    IFS=:
    for name in $NAMES; do
        for folder in $PATH; do
            found=$folder/$name
            [ "$found" != "$own" ] && [ -x "$found" ] && [ ! -d "$found" ] && consider "$found"
        done
    done
    [ -x .venv/bin/python ] && consider .venv/bin/python # what it was made of is off the PATH, and works
fi
echo "no Python 3.11 or later was found (${tried:-none at all}): install one, or name it with make PYTHON=..." >&2
exit 1
