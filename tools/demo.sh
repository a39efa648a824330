#!/usr/bin/env bash
# Read the sample dossiers from scans to exported records, in a workspace of their own, and say where to look.
set -euo pipefail
cd "$(dirname "$0")/.."
export HOSO_WORKSPACE=build/demo
hoso=.venv/bin/hoso

say() { printf '\n$ %s\n' "$*"; "$@"; }

rm -rf "$HOSO_WORKSPACE"
say "$hoso" run scans/samples
say "$hoso" status
say "$hoso" export --format jsonl --output "$HOSO_WORKSPACE/records.jsonl"
say "$hoso" export --format xlsx --output "$HOSO_WORKSPACE/records.xlsx"
cat <<END

Where to look next
  scans/samples/                    the scans that were read (fictional, each page marked SPECIMEN)
  $HOSO_WORKSPACE/records.xlsx           the records as a table
  $HOSO_WORKSPACE/records.jsonl          the same with places, confidence and open questions
  $HOSO_WORKSPACE/hoso.toml              the settings, explained
  $hoso doctor            whether this machine has all it needs
  $hoso run YOUR_SCANS    your own folder of dossiers
END
