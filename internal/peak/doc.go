// Package peak tells how much memory the process has held at most. It imports nothing of golgi.
package peak
