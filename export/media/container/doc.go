// Package container writes the file formats that elementary streams are stored in, as bytes appended
// to a slice: it does no I/O. What stands in a file before its frames is known at the beginning or can
// be overwritten at the end with as many bytes.
package container
