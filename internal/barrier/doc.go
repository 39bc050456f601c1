// Package barrier lets a fixed number of goroutines wait for one another, again and again, thousands of times a second.
//
//   - make one: [New]; meet: [Barrier.Wait]
//
// It imports nothing of golgi.
package barrier
