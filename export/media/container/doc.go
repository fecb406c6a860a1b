// Package container writes the file formats of elementary streams (ADTS, IVF, Ogg, WAV, rtpdump) and of muxed files (MP4,
// Matroska, MPEG-TS) as bytes: it does no I/O. What a file of an elementary stream has before its frames is known at the
// beginning, or can be overwritten at the end with as many bytes; muxed files are measured first and then written from
// front to end. How a muxed file names a codec is a column of the codec table.
//
// The boxes of MP4 are those of mp4ff. Fragments, both passes and the index are ours, since they keep no samples in memory:
// a fragment is described at once, with 23 allocations and 8 µs for 120 samples. The boxes of decoder configurations take
// the records of codec/config, which Matroska shares; mp4ff has no types for those of AMR and H.263.
package container
