// Package processtime tells how much of the processors' time the process has taken: other processes disturb it less than
// what a clock says. It imports nothing of golgi.
package processtime
