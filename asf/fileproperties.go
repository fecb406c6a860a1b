package asf

import "time"

// FileProperties is the File Properties Object ([ASF] 3.2). For a broadcast, the file size, creation time,
// packet count and durations are meaningless.
type FileProperties struct {
	FileID       GUID
	FileSize     uint64
	Created      time.Time // UTC; zero if not specified
	Packets      uint64    // data packets
	PlayDuration time.Duration
	SendDuration time.Duration
	Preroll      time.Duration // included in every presentation time and in the play duration
	Broadcast    bool
	Seekable     bool
	// MinPacketSize and MaxPacketSize are the sizes of data packets in bytes, which are equal in a valid file.
	// Data packets sent over RTP lack their padding and are smaller.
	MinPacketSize, MaxPacketSize uint32
	MaxBitrate                   uint32 // bits per second
}

func (p *parser) fileProperties(c *cursor) {
	if p.h.File != nil {
		p.violation(ViolationRepeated, c.offset(), "File Properties")
		return
	}
	f := FileProperties{FileID: c.guid(), FileSize: c.u64(), Created: fileTime(c.u64()), Packets: c.u64()}
	f.PlayDuration = ticks(c.u64())
	f.SendDuration = ticks(c.u64())
	f.Preroll = milliseconds(c.u64())
	flags := c.u32()
	f.Broadcast, f.Seekable = flags&1 != 0, flags&2 != 0
	f.MinPacketSize, f.MaxPacketSize, f.MaxBitrate = c.u32(), c.u32(), c.u32()
	p.checkLength(c, "File Properties")
	p.h.File = &f
}

// ticks converts units of 100 ns to a duration, saturated at the maximum duration.
func ticks(n uint64) time.Duration {
	if n > uint64(1<<63-1)/100 {
		return 1<<63 - 1
	}
	return time.Duration(n) * 100
}

func milliseconds(n uint64) time.Duration {
	if n > uint64(1<<63-1)/uint64(time.Millisecond) {
		return 1<<63 - 1
	}
	return time.Duration(n) * time.Millisecond
}

// fileTime converts units of 100 ns since 1601 to a time. The result is zero for 0 and beyond the year 9999.
func fileTime(n uint64) time.Time {
	const (
		toUnix   = 11644473600           // seconds from 1601 to 1970
		farthest = 253402300800 + toUnix // the year 10000
	)
	seconds := n / 10_000_000
	if n == 0 || seconds >= farthest {
		return time.Time{}
	}
	return time.Unix(int64(seconds)-toUnix, int64(n%10_000_000)*100).UTC()
}
