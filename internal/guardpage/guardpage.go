//go:build linux || darwin || freebsd || netbsd || openbsd

package guardpage

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Side is where a column lies between its guard pages.
type Side bool

// The sides.
const (
	Start Side = false // a guard page ends where the column starts
	End   Side = true  // a guard page starts where the column ends
)

// Sides are both.
func Sides() []Side { return []Side{Start, End} }

// String is start or end.
func (s Side) String() string {
	if s == End {
		return "end"
	}
	return "start"
}

// Memory is where columns are laid, one after the other. It is used by one goroutine.
type Memory struct {
	t     testing.TB
	rooms [][]byte // what may be touched
	taken int
}

// New makes the memory, which goes when the test ends.
func New(t testing.TB) *Memory { return &Memory{t: t} }

// Reset forgets all columns: their memory is used again.
func (m *Memory) Reset() { m.taken = 0 }

// Copy lays a copy of a column between guard pages.
func Copy[T any](m *Memory, column []T, side Side) []T {
	m.t.Helper()
	bytes := len(column) * int(unsafe.Sizeof(*new(T)))
	if bytes == 0 {
		return column
	}
	room := m.room(bytes)
	first := 0
	if side == End {
		first = len(room) - bytes
	}
	c := unsafe.Slice((*T)(unsafe.Pointer(&room[first])), len(column))
	copy(c, column)
	return c
}

// room finds some bytes or more.
func (m *Memory) room(bytes int) []byte {
	if m.taken == len(m.rooms) {
		m.rooms = append(m.rooms, nil)
	}
	if len(m.rooms[m.taken]) < bytes {
		m.rooms[m.taken] = m.fresh(bytes)
	}
	m.taken++
	return m.rooms[m.taken-1]
}

func (m *Memory) fresh(bytes int) []byte {
	m.t.Helper()
	page := unix.Getpagesize()
	size := (bytes + page - 1) / page * page
	memory, err := unix.Mmap(-1, 0, size+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		m.t.Fatal("guardpage: ", err)
	}
	m.t.Cleanup(func() { _ = unix.Munmap(memory) })
	for _, guard := range [][]byte{memory[:page], memory[page+size:]} {
		if err := unix.Mprotect(guard, unix.PROT_NONE); err != nil {
			m.t.Fatal("guardpage: ", err)
		}
	}
	return memory[page : page+size : page+size]
}
