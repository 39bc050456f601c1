#!/usr/bin/env bash
# Writes encodings.txt: for each instruction that the test knows, the bytes of GNU as (binutils).
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
GOLGI_ENCODINGS="$work/list" go test -count=1 -run TestEncodings .. >/dev/null
: >encodings.txt
while IFS= read -r text; do
	printf '.intel_syntax noprefix\n%s\n' "$text" >"$work/one.s"
	as --64 -o "$work/one.o" "$work/one.s"
	objcopy -O binary -j .text "$work/one.o" "$work/one.bin"
	printf '%s\t%s\n' "$(od -An -v -tx1 "$work/one.bin" | tr -d ' \n')" "$text" >>encodings.txt
done <"$work/list"
