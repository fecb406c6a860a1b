package explain

import (
	"slices"
	"strings"
)

// maxSimilar is the number of suggestions for a mistyped word.
const maxSimilar = 3

// Similar returns the candidates that a mistyped word was probably meant to be, the most similar first.
func Similar(word string, candidates []string) (list []string) {
	type candidate struct {
		text string
		cost int
	}
	var near []candidate
	lower := strings.ToLower(word)
	for _, c := range candidates {
		cost := distance(lower, strings.ToLower(c))
		if len(word) >= 3 && strings.Contains(strings.ToLower(c), lower) {
			cost = min(cost, 2)
		}
		if cost <= max(1, min(len(word)/3, 3)) {
			near = append(near, candidate{c, cost})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return a.cost - b.cost })
	for _, c := range near {
		if len(list) < maxSimilar && !slices.Contains(list, c.text) {
			list = append(list, c.text)
		}
	}
	return list
}

// SimilarWords returns the words that Explain knows and that a mistyped word was probably meant to be.
func SimilarWords(word string) []string {
	var known []string
	for _, w := range Words() {
		known = append(known, w.Word)
	}
	return Similar(word, known)
}

// distance is the number of bytes to insert, delete, replace or swap with the next that make b of a.
func distance(a, b string) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := range len(a) {
		before, last, row := rows[0], rows[1], rows[2]
		row[0] = i + 1
		for j := range len(b) {
			replace := last[j]
			if a[i] != b[j] {
				replace++
			}
			row[j+1] = min(replace, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		rows = [3][]int{last, row, before}
	}
	return rows[1][len(b)]
}
