// Package container writes the file formats of elementary streams (ADTS, IVF, Ogg, WAV, rtpdump) and of muxed files (MP4,
// Matroska, MPEG-TS) as bytes: it does no I/O. What a file of an elementary stream has before its frames is known at the
// beginning, or can be overwritten at the end with as many bytes; muxed files are measured first and then written from
// front to end. How a muxed file names a codec is a column of the codec table.
package container
