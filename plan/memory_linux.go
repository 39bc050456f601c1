package plan

import "syscall"

// wantLargePages asks for pages of 2 MiB: a tape is written from one end to the other, and a
// fault for each 4 KiB costs as much as what is written there.
func wantLargePages(mapped []byte) {
	const hugePages = 14                   // MADV_HUGEPAGE
	_ = syscall.Madvise(mapped, hugePages) // a wish: without it the pages are small
}
