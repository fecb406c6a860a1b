package asf

// Video is the format of a video stream ([ASF] 9.2) with its BITMAPINFOHEADER.
type Video struct {
	// The encoded size and the bitmap size in pixels, which are equal in a valid file. A negative bitmap height
	// means top-down rows; the sign is removed here.
	EncodedWidth, EncodedHeight uint32
	Width, Height               uint32
	BitsPerPixel                int
	FourCC                      string // compression, for example "WMV3"; "." for unprintable bytes
	Codec                       string // name of the FourCC; empty if unknown
	Extra                       int    // size of the codec-specific data in bytes
}

var fourCCs = map[string]string{
	"WMV1": "Windows Media Video 7", "WMV2": "Windows Media Video 8", "WMV3": "Windows Media Video 9",
	"WMVA": "Windows Media Video 9 Advanced Profile", "WVC1": "VC-1 Advanced Profile", "WMVP": "Windows Media Video 9 Image",
	"WVP2": "Windows Media Video 9.1 Image 2", "MP43": "Microsoft MPEG-4 version 3", "MP42": "Microsoft MPEG-4 version 2",
	"MPG4": "Microsoft MPEG-4 version 1", "MP4S": "ISO MPEG-4 version 1", "M4S2": "ISO MPEG-4 version 1.1",
	"MSS1": "Windows Media Screen 7", "MSS2": "Windows Media Video 9 Screen", "H264": "H.264", "MJPG": "Motion JPEG",
}

const bitmapHeaderSize = 40

func (p *parser) video(c *cursor) *Video {
	v := Video{EncodedWidth: c.u32(), EncodedHeight: c.u32()}
	c.u8() // reserved
	format := int(c.u16())
	size := c.u32()
	v.Width, v.Height = magnitude(c.u32()), magnitude(c.u32())
	c.u16() // planes
	v.BitsPerPixel = int(c.u16())
	code := c.bytes(4)
	c.bytes(20) // image size, resolution, colors
	p.checkLength(c, "BITMAPINFOHEADER")
	v.FourCC = printable(code)
	v.Codec = fourCCs[v.FourCC]
	if c.short {
		return &v
	}
	if format < bitmapHeaderSize || uint64(size) > uint64(format) {
		p.violation(ViolationObjectLength, c.base+9, "BITMAPINFOHEADER")
	}
	v.Extra = min(c.left(), max(format-bitmapHeaderSize, 0))
	return &v
}

func magnitude(n uint32) uint32 {
	if int32(n) < 0 {
		return -n
	}
	return n
}

func printable(b []byte) string {
	out := make([]byte, len(b))
	for i, ch := range b {
		if ch < 0x20 || ch > 0x7e {
			ch = '.'
		}
		out[i] = ch
	}
	return string(out)
}
