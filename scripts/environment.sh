#!/bin/sh
# Install the packages of a lock file in .venv: `sh scripts/environment.sh requirements.txt`.
# Costs 10 ms if they are installed. Needs Python 3.12 or newer, and uv or pip.
set -eu
cd "$(dirname "$0")/.."
lock=$1
tools=var/tools

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "pullquote: $*"
    exit 2
}

if [ -x .venv/bin/python ] && cmp -s "$lock" ".venv/$lock"; then
    exit 0
fi

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null
}

find_python() {
    # A name on PATH may not work (pyenv's shims), so each is tried.
    for name in python3.13 python3.14 python3.12 python3 python /usr/bin/python3; do
        if new_enough "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    UV_PYTHON_DOWNLOADS=never "$uv" python find '>=3.12' 2>/dev/null || true
}

fetch_uv() {
    say "Fetching uv, which installs the packages …"
    # Any pip will do, even of an old Python, as uv is one binary. A separate target needs neither
    # the venv module, which Debian splits off, nor permission to change system packages.
    for pip in "python3 -m pip" pip3 pip "python3.13 -m pip" "python3.12 -m pip"; do
        if $pip --version >/dev/null 2>&1; then
            PIP_USER=0 PIP_ROOT_USER_ACTION=ignore $pip install --quiet --upgrade \
                --disable-pip-version-check --target "$tools" uv >&2 && return
            stop "uv could not be fetched; see pip's output above, or install uv yourself."
        fi
    done
    stop "there is neither uv nor pip here; install one of them (Debian: apt-get install python3-pip)."
}

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    uv=$tools/bin/uv
    [ -x "$uv" ] || fetch_uv
fi
python=$(find_python)
[ -n "$python" ] || stop "no Python 3.12 or newer here; install one (Debian: apt-get install python3)."

if ! new_enough .venv/bin/python; then
    rm -rf .venv
    "$uv" venv --quiet --python "$python" .venv
fi
say "Installing the packages of $lock with $(.venv/bin/python --version) …"
rm -f .venv/requirements*.txt
"$uv" pip sync --python .venv/bin/python --require-hashes "$lock" ||
    stop "the packages could not be installed; see uv's output above."
cp "$lock" .venv/
# The developers' lock file includes all of requirements.txt.
[ "$lock" = requirements.txt ] || cp requirements.txt .venv/
