//go:build !golgi_debug

package plan

// debugCheck calls a system; with the build tag golgi_debug it also checks
// that the system keeps to its Access.
func debugCheck(c *Context, e *entry, f func(*Context, Tile) error) error { return f(c, c.tile) }

// debugWorkers is the number of workers that may run at a time.
func debugWorkers(workers int) int { return workers }
