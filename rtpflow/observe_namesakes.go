//home: rtpflow/observe

package rtpflow

// maxNamesakes bounds how many sources or flows of one SSRC are found by it.
const maxNamesakes = 64

// named enters one of those that share a name, up to a limit.
func named[K comparable, T any](m map[K][]T, name K, x T) {
	if list := m[name]; len(list) < maxNamesakes {
		m[name] = append(list, x)
	}
}
