// Package descriptors shares the file descriptors that the process may have open.
package descriptors

// unlimited is what Limit returns where the system sets no limit.
const unlimited = 1 << 20

// Share returns how many descriptors one user of many files may have open: at most the number it asks for, at most a
// third of what the process may open, and at least two.
func Share(most int) int { return max(2, min(most, Limit()/3)) }
