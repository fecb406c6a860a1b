package report

import _ "embed"

// Schema is the JSON Schema (2020-12) of one report, as the JSON format writes it.
//
//go:embed schema.json
var Schema []byte
