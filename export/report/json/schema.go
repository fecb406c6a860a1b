package json

import _ "embed"

// Schema is the JSON Schema (2020-12) of one report.
//
//go:embed schema.json
var Schema []byte
