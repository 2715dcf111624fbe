# shellcheck shell=bash
# Sourced by ./demo and ./check: Debian packages and the virtual environment, each only when something is missing.
# Says in one sentence what is wanted when it may not install it.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# need_packages PACKAGE…: installs those Debian packages that are not there.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    command -v apt-get >/dev/null || fail "These Debian packages are needed and this is not Debian: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || fail "Please have an administrator run: apt-get install ${missing[*]}"
        as_root=(sudo -n)
    fi
    say "Installing Debian packages: ${missing[*]}"
    local log; log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
            apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        fail "These Debian packages could not be installed: ${missing[*]} (whole output: $log)"
    fi
    rm -f "$log"
}

# need_venv LOCK: makes .venv hold what requirements/LOCK.txt locks, and this checkout's commands.
need_venv() {
    local lock="requirements/$1.txt" python=${PYTHON:-python3} stamp
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        fail "Python 3.11 or newer is needed; $python is not. Name another one: PYTHON=/path/to/python3 $0"
    stamp="$(cat requirements/*.txt pyproject.toml | sha256sum | cut -c1-64) $1"
    # What ./check installs holds all that ./demo needs.
    if [ -f .venv/stamp ] && { [ "$(cat .venv/stamp)" = "$stamp" ] || [ "$(cat .venv/stamp)" = "${stamp%% *} dev" ]; }
    then return; fi
    say "Setting up the virtual environment .venv …"
    if [ ! -x .venv/bin/python ]; then
        "$python" -c 'import ensurepip' 2>/dev/null || need_packages python3-venv
        "$python" -m venv .venv || fail "The virtual environment .venv could not be made here; is the disk full?"
    fi
    local pip=(.venv/bin/python -m pip install -qq --disable-pip-version-check)
    if ! { "${pip[@]}" --require-hashes -r "$lock" && "${pip[@]}" --no-deps --no-build-isolation -e .; }; then
        fail "The Python packages in $lock could not be installed; the lines above say why. Run $0 again to go on."
    fi
    printf '%s' "$stamp" >.venv/stamp
}
