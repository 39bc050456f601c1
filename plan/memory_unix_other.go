//go:build darwin || freebsd || netbsd || openbsd

package plan

func wantLargePages([]byte) {}
