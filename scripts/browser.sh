#!/bin/sh
# The tests drive a real Chromium and look at real PDFs. On Debian as root this installs what is missing; elsewhere it
# says what to install, and the tests that need it are skipped loudly. One test of the tablet app runs in WebKit as well
# where that is installed: `apt-get install webkit2gtk-driver xvfb` (200 MB).
set -eu
missing=""
command -v chromium-headless-shell >/dev/null 2>&1 || missing="$missing chromium-headless-shell"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
fc-list 2>/dev/null | grep -qi "cjk" || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq || true
    # Another browser of the family does as well, more slowly; without any the tests say so themselves.
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null || echo "Could not install:$missing" >&2
else
    echo "For the browser tests install:$missing" >&2
fi
