// Package guardpage gives tests of assembly columns between pages that nothing may touch, so that a read or write beside a column
// is a fault, not a number of somebody else. It is used by tests alone, and imports nothing of golgi.
package guardpage
